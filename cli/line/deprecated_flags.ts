/**
 * Flags of PtychoPINN's command line that it calls deprecated.
 *
 * @module
 */
import type { SectionsInput } from "../../config/fields/sections.ts";

/**
 * The fields that they stand for; the flags of today win over them.
 *
 * @param own The command's own flags.
 * @param today Fields set by flags of today.
 * @param notices Gets a sentence about each that was used.
 */
export function deprecated(
  own: ReadonlyMap<string, readonly string[]>,
  { execution: today = {} }: SectionsInput,
  notices: string[],
): SectionsInput {
  const device = own.get("device")?.at(-1);
  const mlflow = own.get("disable-mlflow")?.at(-1) === "true";
  if (device) notices.push(`--device is deprecated: use --accelerator${today.accelerator ? ", which wins here" : ""}`);
  if (mlflow) {
    const wins = today.logger ? ", of which --logger wins here" : "";
    notices.push(`--disable-mlflow is deprecated: use --logger none and --quiet${wins}`);
  }
  const execution = {
    ...(device && { accelerator: device }),
    ...(mlflow && { logger: ["none"], progress: false }),
  };
  return Object.keys(execution).length > 0 ? { execution } as SectionsInput : {};
}
