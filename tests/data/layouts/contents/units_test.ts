import { assertAlmostEquals, assertEquals } from "@std/assert";
import { electronVoltsPer, metresPer, positionUnit } from "../../../../data/layouts/contents/units.ts";

Deno.test("metresPer() reads a unit of length in any of its spellings", () => {
  const spellings: readonly (readonly [metres: number, ...texts: string[]])[] = [
    [1, "m", "M", "meter", "metre", "Meters", "METRES", " m\0\0", "[m]", "b'm'"],
    [1e-2, "cm", "centimetre"],
    [1e-3, "mm", "millimeter", "millimetres", "(mm)"],
    [1e-6, "um", "µm", "μm", "\ufffdm", "Âµm", "micron", "microns", "micrometre", "micrometers", "$\\mu$m", "[u_m]"],
    [1e-9, "nm", "nanometer", "[nm]", "[n_m]"],
    [1e-10, "Å", "A", "Angstrom", "angstroms", "Ångström", "ang"],
    [1e-12, "pm", "picometre"],
  ];
  for (const [metres, ...texts] of spellings) {
    for (const text of texts) assertEquals(metresPer(text), metres, text);
  }
  for (const text of ["", "px", "s", "eV", "1/m", "m^-1", "mrad", "counts", "mmm"]) {
    assertEquals(metresPer(text), null, text);
  }
});

Deno.test("positionUnit() names the unit that an import has for it", () => {
  assertEquals(["metre", "mm", "µm", "nanometers", "Å", "Pixels", "pm", "cm", "deg"].map(positionUnit), [
    ...["m", "mm", "um", "nm", "angstrom", "px", null, null, null] as const,
  ]);
});

Deno.test("electronVoltsPer() reads energies and accelerating voltages; mega is not milli", () => {
  assertEquals(["eV", "keV", "KEV", "kV", "V", "GeV", "MeV", "meV", "m", ""].map(electronVoltsPer), [
    ...[1, 1e3, 1e3, 1e3, 1, 1e9, 1e6, null, null, null],
  ]);
  assertAlmostEquals((electronVoltsPer("J") ?? 0) * 1.602176634e-15, 1e4, 1e-6);
});
