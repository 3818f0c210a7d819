/**
 * What fields of a reconstruction must not be combined, and what of it never comes.
 *
 * @module
 */
import type { Sections } from "../fields/sections.ts";
import type { ConfigProblem } from "../values/config_error.ts";

/**
 * All rules that a reconstruction breaks. Those of networks are none of its own, nor that of sizes: an engine takes
 * patterns of any.
 *
 * @param sections Complete sections, each field valid by itself.
 * @returns A problem for each broken rule.
 */
export function brokenEngineRules({ data }: Pick<Sections, "data">): ConfigProblem[] {
  const several = Array.isArray(data.scan) && data.scan.length > 1
    ? [{ path: "data.scan", value: data.scan, requirement: "must be one scan: each has an image of its own" }]
    : [];
  const bounds = (["xBounds", "yBounds"] as const).flatMap((name) => {
    const [low, high] = data[name];
    if (low < high) return [];
    const requirement = "must rise from the first to the second value";
    return [{ path: `data.${name}`, value: [low, high], requirement }];
  });
  return [...several, ...bounds];
}

/**
 * Warns of a probe that never moves although somebody said when it is to.
 *
 * @param sections Complete sections.
 * @param iterations How many iterations there are.
 * @returns A sentence, or none.
 */
export function unreachedIterations(
  { engine: { probeStart } }: { readonly engine: Pick<Sections["engine"], "probeStart"> },
  iterations: number,
): string[] {
  if (probeStart === null || probeStart < iterations) return [];
  return [
    `engine.probeStart = ${probeStart} is none of the ${iterations} iterations: the probe stays as it is`,
  ];
}
