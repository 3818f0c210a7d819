import { assertEquals, assertRejects } from "@std/assert";
import { realArray } from "../../data/formats/npy_encode.ts";
import { openNpz } from "../../data/formats/npz.ts";
import { writeNpz } from "../../data/formats/write_npz.ts";
import { scanLayout } from "../../data/scan_layout.ts";
import { withTempDir } from "./temp_dir.ts";

Deno.test("scanLayout() does not take patterns of 64 × 50 for 50 of 64 × 64, as there are 64 positions", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npz`;
    const diffraction = realArray(new Float32Array(64 * 64 * 50), [64, 64, 50]);
    await writeNpz(path, { diffraction, xcoords: realArray(new Float64Array(64)) });
    using wide = await openNpz(path);
    await assertRejects(
      () => scanLayout(wide),
      TypeError,
      "must be square patterns of shape (M, N, N): its shape is (64, 64, 50); crop them",
    );
    await writeNpz(path, { diffraction, xcoords: realArray(new Float64Array(50)) });
    using legacy = await openNpz(path);
    assertEquals(await scanLayout(legacy), { key: "diffraction", count: 50, patchSize: 64, patternsLast: true });
  }));
