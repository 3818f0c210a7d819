/**
 * What a notebook shows of an inference: its image, what it was made of, and where it lies on disk.
 *
 * @module
 */
import { cardBundle } from "../../config/notebook/card.ts";
import { shown } from "../../config/notebook/shown.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import { reconstructionCard } from "./shown_reconstruction.ts";

/** What is shown of an inference. */
export interface ShownInference {
  readonly reconstruction: Reconstruction;
  readonly scan: string;
  readonly patterns: number;
  readonly checkpoint: string;
  readonly warnings: readonly string[];
  readonly files: Readonly<Record<string, string | readonly string[]>>;
}

/** Lets the result of an inference show itself; returns it. */
export function shownInference<T extends ShownInference>(result: T): T {
  return shown(result, async ({ reconstruction, scan, patterns, checkpoint, files, warnings }) => {
    const { rows, ...card } = await reconstructionCard(reconstruction);
    return cardBundle({
      ...card,
      rows: [["scan", scan], ["patterns", String(patterns)], ["network", checkpoint], ...rows, [
        "files",
        Object.values(files).flat().join(", "),
      ]],
      notes: warnings.map((warning) => `Warning: ${warning}`),
    });
  });
}
