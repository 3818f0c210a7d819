/**
 * A profile as text: a table of phases, a table of the kernels that took longest, and the speed.
 *
 * @module
 */
import type { Profile } from "./profile.ts";

/**
 * Writes a profile down for reading.
 *
 * @param profile The profile.
 * @returns Some twenty lines, without a newline at the end.
 */
export function profileTable(profile: Profile): string {
  const { phases, kernels, seconds, steps, samples } = profile;
  const shown = kernels.slice(0, MOST_KERNELS);
  const rest = kernels.slice(MOST_KERNELS);
  const sum = (part: "milliseconds" | "share" | "calls"): number => rest.reduce((total, time) => total + time[part], 0);
  return [
    row(["phase", "seconds", "share", "calls"]),
    ...phases.map(({ phase, seconds, share, calls }) =>
      row([phase, seconds.toFixed(3), percent(share), phase === "other" ? "" : String(calls)])
    ),
    row(["all", seconds.toFixed(3), percent(1), ""]),
    "",
    row([profile.kernelsMeasure === "dispatch" ? "kernel (host only)" : "kernel", "ms", "share", "calls"]),
    ...shown.map(({ kernel, milliseconds, share, calls }) =>
      row([kernel, milliseconds.toFixed(1), percent(share), String(calls)])
    ),
    ...(rest.length === 0
      ? []
      : [row([`${rest.length} others`, sum("milliseconds").toFixed(1), percent(sum("share")), String(sum("calls"))])]),
    "",
    `${steps} steps, ${samples} samples: ${speed(profile.stepsPerSecond)} steps/s, ` +
    `${speed(profile.samplesPerSecond)} samples/s while training`,
    ...(profile.kernelsMeasure === "dispatch" ? [DISPATCH] : []),
  ].join("\n");
}

// --- internal ---

const MOST_KERNELS = 10;

const DISPATCH =
  "Kernels run on the GPU by themselves: their times here are the host's for handing them out, and waiting for them " +
  "is in read metrics, validate and checkpoint.";

function row([name = "", ...numbers]: readonly string[]): string {
  return name.padEnd(24) + numbers.map((number) => number.padStart(10)).join("");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function speed(value: number): string {
  return value.toPrecision(3);
}
