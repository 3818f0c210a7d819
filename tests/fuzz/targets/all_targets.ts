/**
 * Every reader that is fuzzed.
 *
 * @module
 */
import type { FuzzTarget } from "../target.ts";
import { arrayTargets } from "./array_targets.ts";
import { checkpointTargets } from "./checkpoint_targets.ts";
import { formatTargets } from "./format_targets.ts";
import { inspectTargets } from "./inspect_targets.ts";
import { runTargets } from "./run_targets.ts";

/** All targets, given the directory of a real run that {@link makeRun} made. */
export async function allTargets(run: string): Promise<FuzzTarget[]> {
  return [
    ...await arrayTargets(run),
    ...formatTargets(),
    ...await checkpointTargets(run),
    ...await runTargets(run),
    ...await inspectTargets(),
  ];
}
