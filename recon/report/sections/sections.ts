/**
 * What a report tells of a run, in its order. A new part is a file beside this one, and a line here.
 *
 * @module
 */
import { configurationSection } from "./configuration.ts";
import { digestsSection } from "./digests.ts";
import { environmentSection } from "./environment.ts";
import { filesSection } from "./files.ts";
import { imagesSection } from "./images.ts";
import { lossesSection } from "./losses.ts";
import { positionsSection } from "./positions.ts";
import { probeSection } from "./probe.ts";
import type { Section } from "./section.ts";
import { timingsSection } from "./timings.ts";

/** All parts. */
export const SECTIONS: readonly Section[] = [
  imagesSection,
  lossesSection,
  probeSection,
  positionsSection,
  configurationSection,
  environmentSection,
  timingsSection,
  digestsSection,
  filesSection,
];
