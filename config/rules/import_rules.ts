/**
 * What fields of an import must not be combined.
 *
 * @module
 */
import type { Sections } from "../fields/sections.ts";
import type { ConfigProblem } from "../values/config_error.ts";

/**
 * All rules that an import breaks.
 *
 * @param fields The section, complete, each field valid by itself.
 * @returns A problem for each broken rule.
 */
export function brokenImportRules(fields: Sections["import"]): ConfigProblem[] {
  return rules.flatMap((rule) => {
    const [name, requirement] = rule(fields) ?? [];
    return name === undefined || requirement === undefined
      ? []
      : [{ path: `import.${name}`, value: fields[name], requirement }];
  });
}

// --- internal ---

type ImportFields = Sections["import"];

/** The field that is wrong, and what it must be. */
type Broken = readonly [name: keyof ImportFields, requirement: string];

/** Numbers and slices, by commas. */
const FRAMES = /^\s*(-?\d+|-?\d*(:-?\d*){1,2})(\s*,\s*(-?\d+|-?\d*(:-?\d*){1,2}))*\s*$/;

const rules: readonly ((fields: ImportFields) => Broken | undefined)[] = [
  ({ frames }) =>
    frames !== null && !FRAMES.test(frames)
      ? ["frames", "must be numbers and slices with commas, such as 0:100:2,150, or null (null takes all)"]
      : undefined,
  ({ energy, wavelength }) =>
    energy !== null && wavelength !== null
      ? ["wavelength", `must be null where import.energy is given (${energy}), which says the same`]
      : undefined,
  ({ bin, crop }) =>
    crop !== null && crop % bin !== 0
      ? ["bin", `must divide import.crop (${crop}), so that no pixel is left over`]
      : undefined,
  ({ bin, crop, pad }) =>
    crop !== null && pad !== null && pad < crop / bin
      ? ["pad", `must be at least the side that crop and bin leave (${crop / bin})`]
      : undefined,
  ({ positions, xPositions, yPositions }) =>
    positions !== null && (xPositions !== null || yPositions !== null)
      ? [
        "positions",
        "must be null where import.xPositions or import.yPositions is given: take the table or its columns",
      ]
      : undefined,
  ({ xPositions, yPositions }) =>
    xPositions !== null && yPositions === null
      ? ["yPositions", "must be given where import.xPositions is"]
      : xPositions === null && yPositions !== null
      ? ["xPositions", "must be given where import.yPositions is"]
      : undefined,
  ({ xColumn, yColumn }) =>
    xColumn !== null && xColumn === yColumn ? ["yColumn", "must be another column than import.xColumn"] : undefined,
  ({ xBounds }) => rising("xBounds", xBounds),
  ({ yBounds }) => rising("yBounds", yBounds),
  ({ valueBounds }) => (valueBounds === null ? undefined : rising("valueBounds", valueBounds)),
];

function rising(name: keyof ImportFields, [low, high]: readonly [number, number]): Broken | undefined {
  return low < high ? undefined : [name, "must rise from the first to the second value"];
}
