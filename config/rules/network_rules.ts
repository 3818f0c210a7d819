/**
 * What fields of a network must not be combined.
 *
 * @module
 */
import type { Sections } from "../fields/sections.ts";
import type { ConfigProblem } from "../values/config_error.ts";

/**
 * All rules that the network of a configuration breaks.
 *
 * @param sections Complete sections, each field valid by itself.
 * @returns A problem for each broken rule.
 */
export function brokenNetworkRules({ data, model }: Pick<Sections, "data" | "model">): ConfigProblem[] {
  const { legacyDecoderChannels, decoderAmpChannels, decoderOuterFraction, decoderSpatialKernel, outputMode } = model;
  const members = data.gridSize ** 2;
  const problems: ConfigProblem[] = [];
  const refuse = (name: keyof Sections["model"], requirement: string): void => {
    problems.push({ path: `model.${name}`, value: model[name], requirement });
  };
  if (model.spatialDecoder && decoderSpatialKernel % 2 === 0) {
    refuse("decoderSpatialKernel", "must be odd, so that a pixel lies in the middle");
  }
  if (!legacyDecoderChannels) return problems;
  if (decoderOuterFraction > 0.5) {
    refuse("decoderOuterFraction", "must be at most 0.5: half of the channels at least paint the centre");
  }
  if (decoderAmpChannels !== members && outputMode === "real_imag") {
    refuse("decoderAmpChannels", `must be gridSize² (${members}) where model.outputMode is real_imag`);
  } else if (decoderAmpChannels !== 1 && decoderAmpChannels !== members) {
    refuse("decoderAmpChannels", `must be 1 or gridSize² (${members})`);
  }
  return problems;
}
