import { assertEquals } from "@std/assert";
import { referenceScales } from "../../data/scaling.ts";
import { nearestCharacter, numberOfScan, trainedScans } from "../../recon/trained_scans.ts";

const FIRST = {
  digest: "a",
  scales: { inputScale: 2, physicsScale: 3 },
  character: { energy: 10, patternRadius: 4, probeRadius: 5 },
};
const SECOND = {
  digest: "b",
  scales: { inputScale: 4, physicsScale: 1, contrast: 7 },
  character: { energy: 1000, patternRadius: 6, probeRadius: 3 },
};
const ONE = trainedScans({ scanDigest: "a", scales: FIRST.scales, character: FIRST.character });
const TWO = trainedScans({ scanDigest: "a", scales: FIRST.scales, character: FIRST.character, otherScans: [SECOND] });

Deno.test("numberOfScan() knows scans by the digests of their files", () => {
  assertEquals(["a", "b", "c"].map((digest) => numberOfScan(TWO, digest)), [0, 1, null]);
});

Deno.test("referenceScales() are those that a scan had in the training; of others, the contrast of a single scan", () => {
  assertEquals(referenceScales(ONE, 0), { ...FIRST.scales, contrast: 1 });
  assertEquals(referenceScales(TWO, 1), SECOND.scales);
  assertEquals(referenceScales(ONE, null), { contrast: 1 });
  assertEquals(referenceScales([SECOND], null), { contrast: 7 });
  assertEquals(referenceScales(TWO, null), null);
  assertEquals(referenceScales(trainedScans({ scanDigest: null, scales: null, character: null }), null), null);
});

Deno.test("nearestCharacter() is that of the scan where it lies between those of the training, else the nearest", () => {
  const scan = { energy: 1e5, patternRadius: 5, probeRadius: 9 };
  assertEquals(nearestCharacter(ONE, scan), FIRST.character);
  assertEquals(nearestCharacter(TWO, scan), { energy: 1000, patternRadius: 5, probeRadius: 5 });
  assertEquals(nearestCharacter(TWO, { ...scan, probeRadius: 1 })?.probeRadius, 3);
  assertEquals(nearestCharacter(trainedScans({ scanDigest: null, scales: null, character: null }), scan), null);
});
