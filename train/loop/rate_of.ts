/**
 * The learning rate of each parameter.
 *
 * @module
 */
import type { Model } from "../../model/create_model.ts";
import type { EpochPlan } from "../plan/plan.ts";

/**
 * A plan for a model: of what it does not learn there is no rate.
 *
 * @param plan What is in force.
 * @param paces What the model learns of the physics.
 */
export function planFor({ physicsRates: { probe, positions }, ...plan }: EpochPlan, paces: Model["paces"]): EpochPlan {
  const learned = new Set([...paces.values()].map(({ of }) => of));
  return {
    ...plan,
    physicsRates: {
      probe: learned.has("probe") ? probe : null,
      positions: learned.has("positions") ? positions : null,
    },
  };
}

/**
 * Learning rate of a parameter: that of the network, or its own of what it is part of, in its own unit.
 *
 * @param name Name of the parameter.
 * @param paces Those that are not learned at the network's.
 * @param plan What is in force.
 * @returns The rate; null where it is not learned yet.
 */
export function rateOf(
  name: string,
  paces: Model["paces"],
  { learningRate, physicsRates }: Pick<EpochPlan, "learningRate" | "physicsRates">,
): number | null {
  const pace = paces.get(name);
  if (!pace) return learningRate;
  const rate = physicsRates[pace.of];
  return rate === null ? null : rate * pace.unit;
}
