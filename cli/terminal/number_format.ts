/**
 * Numbers for people.
 *
 * @module
 */

/** Five significant digits, no trailing zeros: `0.89902`, `24628`. */
export function significant(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value);
}

/** A speed: `840 patterns/s`, `3.1 patterns/s`; slower than one in two seconds `12 s/pattern`. */
export function rate(perSecond: number, what: string): string {
  if (!Number.isFinite(perSecond) || perSecond <= 0) return "";
  if (perSecond < 0.5) return `${duration(1 / perSecond)}/${what.replace(/(?<=ch)es$|s$/, "")}`;
  return `${perSecond < 9.95 ? perSecond.toFixed(1) : Math.round(perSecond)} ${what}/s`;
}

/** A count of things: `1 epoch`, `2 batches`. */
export function counted(count: number, what: string): string {
  if (count === 1) return `1 ${what}`;
  return `${count} ${what === "batch" ? "batches" : `${what}s`}`;
}

/** A count to about two digits: `940`, `38 k`, `1.2 M`. */
export function approximate(count: number): string {
  const [scale, unit] = count < 1e3 ? [1, ""] : count < 999_500 ? [1e3, " k"] : [1e6, " M"];
  const scaled = count / scale;
  return `${scale > 1 && scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)}${unit}`;
}

/** An expected time, no finer than it is known: `4 s`, `40 s`, `3 min 10 s`, `25 min`, `2 h 10 min`; empty if it is not. */
export function expected(seconds: number): string {
  if (!Number.isFinite(seconds)) return "";
  if (seconds < 60) return `${Math.ceil(Math.max(seconds, 0))} s`;
  if (seconds < 595) return duration(10 * Math.round(seconds / 10));
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : duration(60 * minutes);
}

/** A time span: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor(whole % 3600 / 60)).padStart(2, "0")} min`;
}
