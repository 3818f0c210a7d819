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
export function brokenEngineRules({ data, engine }: Pick<Sections, "data" | "engine">): ConfigProblem[] {
  const several = Array.isArray(data.scan) && data.scan.length > 1
    ? [{ path: "data.scan", value: data.scan, requirement: "must be one scan: each has an image of its own" }]
    : [];
  const bounds = (["xBounds", "yBounds"] as const).flatMap((name) => {
    const [low, high] = data[name];
    if (low < high) return [];
    const requirement = "must rise from the first to the second value";
    return [{ path: `data.${name}`, value: [low, high], requirement }];
  });
  return [...several, ...bounds, ...brokenAmplitudes(engine), ...brokenVariation(engine)];
}

/**
 * Warns of patterns that are held out of a scan whose positions are corrected.
 *
 * @param sections Complete sections.
 * @returns A sentence, or none.
 */
export function heldOutPositions({ engine: { heldOut, positionStart } }: Pick<Sections, "engine">): string[] {
  if (heldOut === 0 || positionStart === null) return [];
  return [
    `engine.heldOut = ${heldOut} leaves held-out patterns where the scan has them, as what moves nothing is not corrected: ` +
    "their residual tells of wrong positions too",
  ];
}

/**
 * Bounds of the object's amplitude that exclude each other, whoever runs the engine.
 *
 * @param engine The bounds.
 * @returns A problem, or none.
 */
export function brokenAmplitudes(
  { amplitudeMin, amplitudeMax }: Pick<Sections["engine"], "amplitudeMin" | "amplitudeMax">,
): ConfigProblem[] {
  if (amplitudeMax === null || amplitudeMax >= amplitudeMin) return [];
  const requirement = `must not be below engine.amplitudeMin, ${amplitudeMin}`;
  return [{ path: "engine.amplitudeMax", value: amplitudeMax, requirement }];
}

/**
 * Warns of a probe, of positions or of a background that never move although somebody said when they are to.
 *
 * @param sections The complete section, and what somebody set.
 * @param iterations How many iterations there are.
 * @returns A sentence for each.
 */
export function unreachedIterations(
  { engine, said }: {
    readonly engine: Pick<Sections["engine"], "probeStart" | "positionStart" | "backgroundStart">;
    /** Fields that somebody set. */
    readonly said: readonly string[];
  },
  iterations: number,
): string[] {
  const parts = [
    ["probeStart", "the probe stays as it is"],
    ["positionStart", "positions stay as they are"],
    ["backgroundStart", "no background is found"],
  ] as const;
  return parts.flatMap(([name, otherwise]) => {
    const start = engine[name], path = `engine.${name}`;
    if (start === null || start < iterations || !said.includes(path)) return [];
    return [`${path} = ${start} is none of the ${iterations} iterations: ${otherwise}`];
  });
}

// --- internal ---

/** Where a probe that differs from shot to shot cannot be had. */
function brokenVariation(
  { algorithm, probeStart, probeVariation: value }: Sections["engine"],
): ConfigProblem[] {
  if (value === 0 || probeStart === null || algorithm !== "dm") return [];
  const requirement = "must be 0 where engine.algorithm is dm: its exit waves are of one probe";
  return [{ path: "engine.probeVariation", value, requirement }];
}
