/**
 * A callback that writes down every hook, and how to read what it wrote.
 *
 * @module
 */
import type { Callback } from "../../train/callbacks/callback.ts";

/** Every hook, in the order of a training without accidents. */
export const HOOKS = [
  "onFitStart",
  "onCheckpointLoaded",
  "onEpochStart",
  "onBatchStart",
  "onBeforeStep",
  "onBatchEnd",
  "onValidationStart",
  "onValidationEnd",
  "onImages",
  "onEpochEnd",
  "onBeforeCheckpoint",
  "onCheckpoint",
  "onException",
  "onFitEnd",
  "onTrained",
] as const satisfies readonly (keyof Callback)[];

/** One of them. */
export type Hook = typeof HOOKS[number];

/** A hook that was called, with those parts of its event that say where the training is. */
export interface Seen {
  readonly hook: Hook;
  readonly epoch?: number;
  readonly batch?: number;
  readonly step?: number;
  readonly kind?: string;
}

/** A callback that writes down all of its hooks. */
export function witness(seen: Seen[], name = "witness"): Callback {
  const hooks = HOOKS.map((hook) => [hook, (event: object): void => void seen.push({ ...event, hook })]);
  return { name, ...Object.fromEntries(hooks) };
}

/**
 * What was seen, a line a hook: with the epoch (`onEpochEnd 0`), the epoch and the batch (`onBatchStart 0.1`), the step
 * (`onBeforeStep 0`), or the kind of checkpoint (`onCheckpoint 0 last`).
 */
export function lines(seen: readonly Seen[]): string[] {
  return seen.map(({ hook, epoch, batch, step, kind }) => {
    if (hook === "onBeforeStep") return `${hook} ${step}`;
    if (hook.startsWith("onBatch")) return `${hook} ${epoch}.${batch}`;
    return [hook, epoch, kind].filter((part) => part !== undefined).join(" ");
  });
}
