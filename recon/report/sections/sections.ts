/**
 * What a report tells of a run, in its order. A new part is a file beside this one, and a line here.
 *
 * @module
 */
import { briefConfigurationSection, configurationSection } from "./configuration.ts";
import { digestsSection } from "./digests.ts";
import { environmentSection } from "./environment.ts";
import { evaluationSection, halfScansSection } from "./evaluation.ts";
import { filesSection } from "./files.ts";
import { findingsSection } from "./findings.ts";
import { briefImagesSection, imagesSection } from "./images.ts";
import { iterationsSection, lossesSection } from "./losses.ts";
import { patternsSection } from "./patterns.ts";
import { positionsSection } from "./positions.ts";
import { probeSection } from "./probe.ts";
import type { Section } from "./section.ts";
import { timingsSection } from "./timings.ts";

/** All parts. */
export const SECTIONS: readonly Section[] = [
  findingsSection,
  imagesSection,
  evaluationSection,
  halfScansSection,
  patternsSection,
  lossesSection,
  iterationsSection,
  probeSection,
  positionsSection,
  configurationSection,
  environmentSection,
  timingsSection,
  digestsSection,
  filesSection,
];

/** Runs of which a report tells all; of more, each is told in brief, or the page would take long to open. */
export const MOST_WHOLE = 12;

/** What a report of many runs tells of each. */
export const BRIEF_SECTIONS: readonly Section[] = [
  findingsSection,
  briefImagesSection,
  lossesSection,
  iterationsSection,
  briefConfigurationSection,
  environmentSection,
  timingsSection,
  digestsSection,
];
