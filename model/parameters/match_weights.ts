/**
 * Whether weights are those of a network, told from names and shapes.
 *
 * @module
 */
import type { NamedArray } from "../../data/formats/safetensors.ts";

/** What weights are to be. */
export interface WantedWeights {
  /** Shapes by name, in PyTorch layout. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** Names that may be there and have no effect. */
  readonly inert: ReadonlySet<string>;
}

/**
 * Takes the weights that are wanted. PtychoPINN's gates of fewer than 16 channels have no hidden unit; ours have one, which
 * then weighs nothing.
 *
 * @param arrays Arrays in PyTorch layout, by name.
 * @param wanted Names and shapes.
 * @returns The wanted ones, in their order.
 * @throws {TypeError} If one is missing, unknown, or of another shape; the message is a list of them.
 */
export function matchWeights(
  arrays: ReadonlyMap<string, NamedArray>,
  { shapes, inert }: WantedWeights,
): Map<string, NamedArray> {
  const missing = [...shapes.keys()].filter((name) => !arrays.has(name));
  const unexpected = [...arrays.keys()].filter((name) => !shapes.has(name) && !inert.has(name));
  const matched = new Map<string, NamedArray>();
  const mismatched: string[] = [];
  for (const [name, shape] of shapes) {
    const array = arrays.get(name);
    if (!array) continue;
    const values = withUnit(array, shape);
    matched.set(name, values);
    if (!sameShape(values.shape, shape)) mismatched.push(`${name} is [${array.shape}] instead of [${shape}]`);
  }
  const problems = [list("missing", missing), list("unexpected", unexpected), list("mismatched", mismatched)];
  const text = problems.filter((problem) => problem !== "").join("; ");
  if (text !== "") throw new TypeError(text);
  return matched;
}

// --- internal ---

const LISTED = 4;

function list(title: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const rest = names.length > LISTED ? ` and ${names.length - LISTED} more` : "";
  return `${names.length} ${title} (${names.slice(0, LISTED).join(", ")}${rest})`;
}

/** An array without elements, where one unit is wanted, as that unit with weights of zero. */
function withUnit(array: NamedArray, shape: readonly number[]): NamedArray {
  const { length } = array.shape;
  const lacksUnit = length === shape.length &&
    array.shape.every((size, i) => size === shape[i] || size + 1 === shape[i]);
  if (array.data.length > 0 || !lacksUnit) return array;
  return { shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)) };
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
