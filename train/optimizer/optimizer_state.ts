/**
 * An optimizer's state on its way in and out of a checkpoint, in PyTorch layout like the weights it belongs to.
 *
 * @module
 */
import type { NamedArray } from "../../data/formats/safetensors.ts";
import type { Optimizer } from "./optimizer.ts";
import { assignArrays, matchArrays, readVariables } from "./variable_arrays.ts";

/** State by slot, such as `exp_avg`, then by parameter name, in PyTorch layout. */
export type OptimizerState = ReadonlyMap<string, ReadonlyMap<string, NamedArray>>;

/**
 * Copies the state from the device.
 *
 * @param optimizer The optimizer.
 * @returns Its state.
 */
export async function readOptimizerState({ slots }: Pick<Optimizer, "slots">): Promise<OptimizerState> {
  const entries = [...slots].map(async ([slot, variables]) => [slot, await readVariables(variables)] as const);
  return new Map(await Promise.all(entries));
}

/**
 * Gives an optimizer another state; all of it is checked before any is changed. Step counts are apart from it.
 *
 * @param optimizer The optimizer.
 * @param state State of the same parameters.
 * @throws {TypeError} If a slot or a parameter is missing, or an array has another shape.
 */
export function loadOptimizerState({ slots }: Pick<Optimizer, "slots">, state: OptimizerState): void {
  assignArrays(
    [...slots].flatMap(([slot, variables]) => matchArrays(variables, state.get(slot), `load the optimizer as ${slot}`)),
  );
}
