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
  const { record, payload, engine, images: [image] } = run;
  const seconds = secondsOf(run);
  const scans = engine
    ? [engine.record?.data.scan.path ?? engine.payload?.data.scan ?? []].flat()
    : record
    ? recordedScans(record.data, "scan").map(({ path }) => path)
    : [payload?.data.scan ?? []].flat();
  const facts: readonly (readonly [string, string | null | undefined | false])[] = [
    ["State", stateText(run)],
    ["Why", (engine?.record ?? record)?.exitDetail ?? (engine?.record ?? record)?.error],
    ["Best", bestText(run)],
    ["Engine", engine?.payload?.engine.algorithm],
    [
      "Iterations",
      engine && (engine.payload ? `${run.epochCount} of ${engine.payload.engine.iterations}` : String(run.epochCount)),
    ],
    ["Patterns", engine?.record && patternsText(engine.record.data)],
    [
      "Epochs",
      record
        ? `${record.epochs}, ${record.steps} ${record.steps === 1 ? "step" : "steps"}`
        : !engine && run.epochCount > 0 && String(run.epochCount),
    ],
    ["Began", (engine?.record ?? record) && momentText((engine?.record ?? record)?.startedAt ?? "")],
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

function patternsText({ patterns, heldOut }: { readonly patterns: number; readonly heldOut: number }): string {
  return heldOut === 0 ? String(patterns) : `${patterns}, and ${heldOut} held out`;
}

/** A run can have many scans. */
function listText(paths: readonly string[]): string {
  const more = paths.length - MOST_NAMED;
  return more > 0 ? `${paths.slice(0, MOST_NAMED).join(", ")} and ${more} more` : paths.join(", ");
}

const MOST_NAMED = 3;
