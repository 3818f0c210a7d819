/**
 * What a notebook shows of an inference: its image, what it was made of, and where it lies on disk.
 *
 * @module
 */
import { cardBundle } from "../../config/notebook/card.ts";
import { shown } from "../../config/notebook/shown.ts";
import { type Finding, findingText } from "../findings/finding.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import { reconstructionCard } from "./shown_reconstruction.ts";

/** What is shown of an inference. */
export interface ShownInference {
  readonly reconstruction: Reconstruction;
  readonly scan: string;
  readonly patterns: number;
  readonly checkpoint: string;
  readonly warnings: readonly string[];
  readonly findings: readonly Finding[];
  readonly files: Readonly<Record<string, string | readonly string[]>>;
}

/** Lets the result of an inference show itself; returns it. */
export function shownInference<T extends ShownInference>(result: T): T {
  return shown(result, async ({ reconstruction, scan, patterns, checkpoint, files, warnings, findings }) => {
    const { rows, ...card } = await reconstructionCard(reconstruction);
    return cardBundle({
      ...card,
      rows: [["scan", scan], ["patterns", String(patterns)], ["network", checkpoint], ...rows, [
        "files",
        Object.values(files).flat().join(", "),
      ]],
      notes: [
        ...findings.map((finding) => `${finding.severity === "problem" ? "Problem" : "Hint"}: ${findingText(finding)}`),
        ...warnings.map((warning) => `Warning: ${warning}`),
      ],
    });
  });
}
