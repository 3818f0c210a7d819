import { assertEquals, assertMatch } from "@std/assert";
import { alikePatches } from "../../../recon/findings/alike_patches.ts";
import { contradictingPatches } from "../../../recon/findings/contradicting_patches.ts";
import { deadHead, flatPatches } from "../../../recon/findings/flat_patches.ts";
import { type HeadStatistics, PatchMoments } from "../../../recon/findings/patch_moments.ts";
import { saturatedHead } from "../../../recon/findings/saturated_head.ts";

const N = 8;

/** Statistics of three patches. */
function head(valueAt: (pixel: number, patch: number) => number, high: number | null = null): HeadStatistics {
  const moments = new PatchMoments(N, { low: null, high });
  for (let k = 0; k < 3; k++) moments.add(Float32Array.from({ length: N * N }, (_, p) => valueAt(p, k)), 0);
  return moments.statistics();
}

const lively = head((pixel, patch) => Math.sin(pixel * (patch + 1)));
const flat = head(() => 0.5);
const alike = head((pixel) => Math.sin(pixel));

Deno.test("flatPatches() finds that both heads are flat, and no less", () => {
  assertMatch(flatPatches({ amplitude: flat, phase: flat })?.detail ?? "", /^amplitudes deviate by 0 within a patch/);
  assertEquals(flatPatches({ amplitude: lively, phase: flat }), null);
  assertEquals(flatPatches({ amplitude: lively, phase: lively }), null);
});

Deno.test("deadHead() names the head that is flat where the other is not", () => {
  assertEquals(deadHead({ amplitude: flat, phase: lively })?.title, "the amplitude is flat");
  assertMatch(deadHead({ amplitude: lively, phase: flat })?.detail ?? "", /sample that shifts no phase$/);
  assertEquals(deadHead({ amplitude: flat, phase: flat }), null);
  assertEquals(deadHead({ amplitude: lively, phase: alike }), null);
});

Deno.test("alikePatches() finds the same patch over and over, but not in one patch", () => {
  assertEquals(alikePatches({ amplitude: alike, phase: alike }, 3)?.code, "alike-patches");
  assertEquals(alikePatches({ amplitude: alike, phase: alike }, 1), null);
  assertEquals(alikePatches({ amplitude: alike, phase: lively }, 3), null);
});

Deno.test("contradictingPatches() finds an image with less than half of its patches' contrast", () => {
  assertMatch(contradictingPatches(0.315)?.detail ?? "", /^the image has 31 % of the contrast/);
  assertMatch(
    contradictingPatches(0.4999)?.detail ?? "",
    /has 49 % of the contrast of the patches, where 50 % and more/,
  );
  assertEquals([0.5, 0.98, null].map(contradictingPatches), [null, null, null]);
});

Deno.test("saturatedHead() finds a tenth of the pixels at a bound: a hint, and a problem from half on", () => {
  const at = (share: number): HeadStatistics => head((pixel) => pixel % 4 < 4 * share ? 1 : pixel / N / N, 1);
  const found = saturatedHead({ amplitude: at(0.25), phase: lively });
  assertEquals([found?.severity, found?.title], ["hint", "the amplitude is saturated"]);
  assertMatch(found?.detail ?? "", /^25 % of the pixels of the amplitude/);
  const both = saturatedHead({ amplitude: at(0.75), phase: at(0.75) });
  assertEquals([both?.severity, both?.title], ["problem", "the amplitude and the phase are saturated"]);
  assertEquals(saturatedHead({ amplitude: at(0), phase: lively }), null);
});
