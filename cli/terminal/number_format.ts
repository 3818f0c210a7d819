/**
 * Numbers for people.
 *
 * @module
 */

/** Five significant digits, no trailing zeros: `0.89902`, `24628`. */
export function significant(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value);
}

/** A count to about two digits: `940`, `38 k`, `1.2 M`. */
export function approximate(count: number): string {
  const [scale, unit] = count < 1e3 ? [1, ""] : count < 999_500 ? [1e3, " k"] : [1e6, " M"];
  const scaled = count / scale;
  return `${scale > 1 && scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)}${unit}`;
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
