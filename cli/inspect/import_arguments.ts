/**
 * The `import` command that makes a scan of inspected files.
 *
 * @module
 */
import type { ImportInput } from "../../config/fields/import_input.ts";
import { fields as allFields } from "../../config/fields/sections.ts";
import type { Study } from "../../data/study/study.ts";

/**
 * Arguments of the program, without `--output`.
 *
 * @param paths The files, as they were given.
 * @param set Fields that the user set.
 * @param study What the numbers say. What names and headers say, `import` finds again, and what is as usual needs no word.
 */
export function importArguments(
  paths: readonly string[],
  set: ImportInput,
  { fields, findings, orientation }: Study,
): string[] {
  const found = (code: string): boolean => findings.some((finding) => finding.code === code);
  const turned = found("orientation-contradicted") || set.orientation === "auto" ? orientation : null;
  const wanted: ImportInput = {
    ...telling(fields),
    ...set,
    ...(turned && turned.orientation !== null && { orientation: turned.orientation }),
    ...(turned && turned.rotation !== 0 && { rotation: turned.rotation }),
    ...(found("hot-pixels") && { hotPixels: true }),
    ...(found("dead-pixels") && { deadPixels: true }),
  };
  const flags = Object.entries(wanted).map(([name, value]) => flagOf(name, value));
  const files = paths.map((path) => path.startsWith("-") ? `./${path}` : path);
  return ["import", ...files, ...flags];
}

/** Where the printed command writes the scan: in the working directory. */
export function scanName(path: string): string {
  const base = path.split(/[/\\]/).at(-1) ?? path;
  return `${base.replace(/\.[^.]{1,5}$/, "") || base}.scan.npz`;
}

// --- internal ---

/** What `import` does anyway. */
const USUAL: readonly (readonly [name: keyof ImportInput, value: unknown])[] = [
  ["framesAxis", "first"],
  ["fftshift", false],
  ["centre", "image"],
  ["positionReference", "centre"],
  ["maskGood", 0],
  ["maskGood", 1],
];

function telling(fields: ImportInput): ImportInput {
  const told = Object.entries(fields).filter(([name, value]) =>
    value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0) &&
    !USUAL.some(([usual, as]) => usual === name && as === value)
  );
  return Object.fromEntries(told);
}

function flagOf(name: string, value: unknown): string {
  const flag = allFields.find(({ path }) => path === `import.${name}`)?.flags[0] ?? name;
  if (value === true) return `--${flag}`;
  const text = Array.isArray(value) ? value.join(",") : String(value);
  return `--${flag}=${text}`;
}
