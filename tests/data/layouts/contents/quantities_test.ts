import { assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import {
  DETECTOR_PIXEL,
  DISTANCE,
  energyOf,
  type LengthGuess,
  lengthOf,
  METRES_BY_FORMAT,
  WAVELENGTH,
} from "../../../../data/layouts/contents/quantities.ts";

Deno.test("lengthOf() believes a stated unit, then the name, then what magnitudes are usual, and says so", () => {
  const cases:
    readonly (readonly [number: number, name: string, unit: string | null, guess: LengthGuess, metres: number])[] = [
      [75, "pixel", "um", DETECTOR_PIXEL, 75e-6],
      [75, "pixel_um", null, DETECTOR_PIXEL, 75e-6],
      [75, "pixel", null, DETECTOR_PIXEL, 75e-6],
      [0.075, "pixel", null, DETECTOR_PIXEL, 75e-6],
      [75e-6, "pixel", "no unit", DETECTOR_PIXEL, 75e-6],
      [-4.5, "distance", null, DISTANCE, 4.5],
      [4500, "distance", null, DISTANCE, 4.5],
      [1.5, "wavelength", null, WAVELENGTH, 1.5e-10],
      [1.5e-10, "wavelength", null, WAVELENGTH, 1.5e-10],
      [632.8, "lambda", null, WAVELENGTH, 632.8e-9],
      [0.0197, "lambda_A", null, WAVELENGTH, 1.97e-12],
      [4500, "distance", null, METRES_BY_FORMAT, 4500],
    ];
  for (const [number, name, unit, guess, metres] of cases) {
    const found = lengthOf(number, [name, unit], guess);
    assertAlmostEquals((found?.value ?? NaN) / metres, 1, 1e-9, `${number} ${name} ${unit}`);
    const stated = unit === "um" || /_(?:um|A)$/.test(name) || guess === METRES_BY_FORMAT;
    assertEquals(found?.note === null, stated, `${name} ${unit}`);
  }
  assertMatch(
    lengthOf(1.5, ["lambda", null], WAVELENGTH)?.note ?? "",
    /lambda states no unit: 1.5 is taken for wavelength in Å/,
  );
  for (const nothing of [0, NaN, Infinity]) assertEquals(lengthOf(nothing, ["a", "m"], DISTANCE), null);
});

Deno.test("energyOf() takes joules, keV and eV apart by a stated unit, the name, or the magnitude", () => {
  const values = [
    energyOf(2.0280385e-15, ["energy", null]),
    energyOf(8.5, ["energy", null]),
    energyOf(8500, ["energy", null]),
    energyOf(300, ["energy", "keV"]),
    energyOf(300000, ["voltage", "V"]),
    energyOf(12.4, ["energy_keV", null]),
    energyOf(700, ["energy_eV", null]),
  ].map((energy) => Math.round(energy?.value ?? NaN));
  assertEquals(values, [12658, 8500, 8500, 300000, 300000, 12400, 700]);
  for (const nothing of [0, -1, NaN, Infinity]) assertEquals(energyOf(nothing, ["energy", "eV"]), null);
});
