/**
 * `weights export|import`: weights to PyTorch and back.
 *
 * @module
 */
import { changePayload } from "../../config/change_payload.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import { nearestName } from "../../config/values/nearest_name.ts";
import type { WrittenWeights } from "../../recon/weights_file.ts";
import { shellLine } from "../terminal/shell_words.ts";
import { type CommandContext, type CommandLine, ownValue } from "../line/command.ts";
import { UsageError } from "../line/usage_error.ts";
import { givenConfig } from "../payload/given_config.ts";
import { newTraining } from "../payload/training_request.ts";
import type { Output } from "../terminal/output.ts";

/** Runs `weights`. */
export async function weights({ line, output }: CommandContext): Promise<number> {
  const [name = "", from, ...more] = line.words;
  if (name !== "export" && name !== "import") {
    const near = nearestName(name, ["export", "import"]);
    throw new UsageError(
      `Cannot run weights as its first word must be export or import${near ? ` (did you mean ${near}?)` : ""}: ` +
        `current value is ${JSON.stringify(name)}`,
    );
  }
  const what = name === "export" ? "RUN" : "FILE";
  const path = ownValue(line, "output");
  if (from === undefined || path === undefined) {
    throw new UsageError(`Cannot run weights ${name} as it needs two files: write weights ${name} ${what} -o FILE`);
  }
  if (more.length > 0) {
    throw new UsageError(`Cannot run weights ${name} as it takes one ${what}: got ${more.join(" ")} too`);
  }
  const { exportWeights, importWeights } = await import("../../recon/weights_file.ts");
  if (name === "export") {
    refuseNetwork(line);
    tell(await exportWeights(from, path), output, []);
  } else {
    const written = await importWeights(from, path, { payload: await networkOf(from, line, output) });
    tell(written, output, [
      `next: ${shellLine(["infer", path, "SCAN"])}`,
      `or: ${shellLine(["train", "SCAN", "--weights", path])}`,
    ]);
  }
  return 0;
}

// --- internal ---

/** The network is that of the run: what is said of another would be a mistake. */
function refuseNetwork({ flags, overrides, own }: CommandLine): void {
  const isSaid = own.has("config") || [flags, overrides].some((sections) => Object.keys(sections).length > 0);
  if (!isSaid) return;
  throw new UsageError(
    "Cannot run weights export with fields of a network as the run says which it is: leave them away",
  );
}

/** What --config and the flags say, else what the file does, the flags above it. */
async function networkOf(from: string, line: CommandLine, output: Output): Promise<TrainingPayload> {
  const { payloadOfWeights } = await import("../../recon/weights_file.ts");
  const own = line.own.has("config") ? null : await payloadOfWeights(from);
  if (own) return changePayload(own, { override: line.overrides, flag: line.flags });
  const given = await givenConfig(line, undefined, { note: (text) => output.note(text) });
  const { payload } = await newTraining(line, { given, needsScan: false });
  payload.warnings.forEach((warning) => output.note(`warning: ${warning}`));
  return payload;
}

function tell(written: WrittenWeights, output: Output, next: readonly string[]): void {
  const { path, from, tensors, numbers, ignored, warnings } = written;
  warnings.forEach((warning) => output.note(`warning: ${warning}`));
  if (ignored.length > 0) output.note(`notice: left out, as it is no part of the network: ${ignored.join(", ")}`);
  output.result([`${tensors} tensors, ${numbers} numbers, of ${from}: ${path}`, ...next].join("\n"), written);
}
