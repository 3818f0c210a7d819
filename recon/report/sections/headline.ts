/**
 * What a run is, in a few facts.
 *
 * @module
 */
import { pixelText } from "../../../data/experiment.ts";
import { recordedScans } from "../../../run/run_record.ts";
import type { Fact } from "../page/parts.ts";
import type { ReportedRun } from "../reading/reported_run.ts";
import { bestText, momentText, secondsOf, stateText, timeText } from "./run_words.ts";

/** State, best epoch, time, scan and image of a run; what is not known is left out. */
export function headlineFacts(run: ReportedRun): readonly Fact[] {
  const { record, payload, images: [image] } = run;
  const seconds = secondsOf(run);
  const scans = record ? recordedScans(record.data, "scan").map(({ path }) => path) : [payload?.data.scan ?? []].flat();
  const facts: readonly (readonly [string, string | null | undefined | false])[] = [
    ["State", stateText(run)],
    ["Why", record?.exitDetail ?? record?.error],
    ["Best", bestText(run)],
    [
      "Epochs",
      record
        ? `${record.epochs}, ${record.steps} ${record.steps === 1 ? "step" : "steps"}`
        : run.epochCount > 0 && String(run.epochCount),
    ],
    ["Began", record && momentText(record.startedAt)],
    ["Took", seconds !== null && timeText(seconds)],
    ["Scan", listText(scans)],
    ["Image", image && imageText(image)],
    ["Experiment", record?.experiment],
    ["Notes", record?.notes],
    ["Directory", run.directory],
  ];
  return facts.flatMap(([name, value]): Fact[] => value ? [[name, value]] : []);
}

/** Path and size of an image. */
export function imageText({ path, size, bin, reconstruction: { pixelSize } }: ReportedRun["images"][number]): string {
  const pixel = pixelSize && { height: pixelSize.height / bin, width: pixelSize.width / bin };
  return `${path}, ${size.height} × ${size.width} px${pixel ? ` of ${pixelText(pixel)}` : ""}`;
}

// --- internal ---

/** A run can have many scans. */
function listText(paths: readonly string[]): string {
  const more = paths.length - MOST_NAMED;
  return more > 0 ? `${paths.slice(0, MOST_NAMED).join(", ")} and ${more} more` : paths.join(", ");
}

const MOST_NAMED = 3;
