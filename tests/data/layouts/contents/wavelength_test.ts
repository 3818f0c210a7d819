import { assertAlmostEquals } from "@std/assert";
import { wavelengthOf } from "../../../../data/layouts/contents/wavelength.ts";

Deno.test("wavelengthOf() is that of tables: photons of 10 keV, electrons of 80 and 300 keV", () => {
  assertAlmostEquals(wavelengthOf(10e3), 1.239842e-10, 1e-16);
  assertAlmostEquals(wavelengthOf(80e3, "electrons"), 4.1757e-12, 1e-16);
  assertAlmostEquals(wavelengthOf(300e3, "electrons"), 1.9687e-12, 1e-16);
});
