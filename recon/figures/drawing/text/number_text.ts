/**
 * Numbers as people write them: no noise of floating point, no `1e-7`.
 *
 * @module
 */

/**
 * A number with a fixed count of decimals and a true minus.
 *
 * @param value The number.
 * @param decimals Decimals that are written.
 */
export function decimalText(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(Math.min(100, Math.max(0, decimals)));
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

/**
 * A power of ten.
 *
 * @param power Its exponent, a whole number.
 * @returns Such as `10⁻⁷`.
 */
export function powerText(power: number): string {
  return `10${[...String(power)].map((character) => RAISED[character] ?? "").join("")}`;
}

/**
 * A number to some digits: plain from a thousandth to a hundred thousand, else with a power of ten.
 *
 * @param value The number.
 * @param digits Significant digits; zeros at the end are left out.
 */
export function numberText(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const [mantissa = "", exponent = "0"] = Math.abs(value).toExponential(digits - 1).split("e");
  const power = Number(exponent);
  const sign = value < 0 ? "−" : "";
  if (power >= -3 && power < 5) {
    const plain = Number(`${mantissa}e${power}`).toFixed(Math.max(0, digits - 1 - power));
    return sign + (plain.includes(".") ? plain.replace(/\.?0+$/, "") : plain);
  }
  const factor = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return `${sign}${factor === "1" ? "" : `${factor}×`}${powerText(power)}`;
}

// --- internal ---

const RAISED: Readonly<Record<string, string>> = {
  "-": "⁻",
  "0": "⁰",
  "1": "¹",
  "2": "²",
  "3": "³",
  "4": "⁴",
  "5": "⁵",
  "6": "⁶",
  "7": "⁷",
  "8": "⁸",
  "9": "⁹",
};
