import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { ComplexImage } from "../../../../data/complex_image.ts";
import { requireContrast, withContrast } from "../../../../data/simulation/objects/contrast.ts";
import { MADE_OBJECTS, makeObject } from "../../../../data/simulation/objects/make_object.ts";

interface Polar {
  readonly amplitude: Float64Array;
  readonly phase: Float64Array;
}

function polar({ re, im }: ComplexImage): Polar {
  return {
    amplitude: Float64Array.from(re, (value, i) => Math.hypot(value, im[i] ?? NaN)),
    phase: Float64Array.from(re, (value, i) => Math.atan2(im[i] ?? NaN, value)),
  };
}

const SIZE = { height: 40, width: 50, seed: 3 };

Deno.test("makeObject() gives every object the contrast that is asked for, whatever it is", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...MADE_OBJECTS),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 3, noNaN: true }),
      (kind, least, more, phaseContrast) => {
        const recipe = { kind, amplitudeRange: [least, least + more] as const, phaseContrast };
        const { amplitude, phase } = polar(makeObject(recipe, SIZE));
        assertAlmostEquals(Math.min(...amplitude), least, 1e-5);
        assertAlmostEquals(Math.max(...amplitude), least + more, 1e-5);
        // Where the amplitude is 0 there is no phase.
        if (least < 0.01) return;
        assertAlmostEquals(Math.max(...phase), phaseContrast / 2, 1e-4);
        assertAlmostEquals(Math.min(...phase), -phaseContrast / 2, 1e-4);
      },
    ),
    { numRuns: 30 },
  );
});

Deno.test("makeObject() makes a weak-phase object, of amplitude 1 and 0.1 rad", () => {
  for (const kind of MADE_OBJECTS) {
    const { amplitude, phase } = polar(makeObject({ kind, amplitudeRange: [1, 1], phaseContrast: 0.1 }, SIZE));
    assert(amplitude.every((value) => Math.abs(value - 1) < 1e-6));
    assertAlmostEquals(Math.max(...phase) - Math.min(...phase), 0.1, 1e-5);
    // It is not a constant, and not black and white unless the object is.
    assert(kind === "star" || new Set(phase).size > 100, kind);
  }
});

Deno.test("withContrast() keeps amplitude and phase in proportion, and what is not asked for as it is", () => {
  const object = (): ComplexImage => makeObject({ kind: "lines" }, SIZE);
  const before = polar(object());
  const brighter = polar(withContrast(object(), { amplitudeRange: [0.5, 0.9] }));
  before.amplitude.forEach((value, i) => {
    assertAlmostEquals(brighter.amplitude[i] ?? NaN, 0.5 + 0.4 * (value - 0.2) / 0.8, 1e-6);
  });
  const contrast = Math.max(...before.phase) - Math.min(...before.phase);
  assertAlmostEquals(Math.max(...brighter.phase) - Math.min(...brighter.phase), contrast, 1e-5);
  const weaker = polar(withContrast(object(), { phaseContrast: 0.01 }));
  before.amplitude.forEach((value, i) => assertAlmostEquals(weaker.amplitude[i] ?? NaN, value, 1e-6));
  assertEquals(withContrast(object(), {}), object());
});

Deno.test("requireContrast() refuses amplitudes and phases that no object has", () => {
  for (const amplitudeRange of [[-0.1, 1], [1, 0.5], [0, 0], [NaN, 1], [0, Infinity]] as const) {
    assertThrows(() => requireContrast({ amplitudeRange }), RangeError, "as its amplitudes must go from 0 or more");
  }
  for (const phaseContrast of [-1, NaN, Infinity]) {
    assertThrows(() => requireContrast({ phaseContrast }), RangeError, "its phase contrast must be 0 rad or more");
  }
});
