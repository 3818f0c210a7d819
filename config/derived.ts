/**
 * Values that follow from another field that was set, where no source has one: the loss from the mode of the model. A
 * supervised model compares labels, for which the default, photon counts, can never be meant.
 *
 * @module
 */
import type { SectionsInput } from "./fields/sections.ts";
import { keepFieldPlaces } from "./values/place.ts";

/**
 * What follows from the mode.
 *
 * @param mode The mode in force.
 * @param place Where it was set.
 * @returns Partial sections; they have a say only where no source has.
 */
export function derivedFrom(mode: unknown, place: string | undefined): SectionsInput {
  if (mode !== "supervised") return {};
  return { model: keepFieldPlaces({ loss: "mae" as const }, place === undefined ? {} : { loss: place }) };
}
