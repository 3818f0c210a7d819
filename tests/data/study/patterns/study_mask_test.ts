import { assertEquals } from "@std/assert";
import { realArray } from "../../../../data/formats/npy_encode.ts";
import { openArrays } from "../../../../data/formats/open/open_arrays.ts";
import { writeNpz } from "../../../../data/formats/write_npz.ts";
import { patternStack } from "../../../../data/study/patterns/pattern_stack.ts";
import { studyMask } from "../../../../data/study/patterns/study_mask.ts";
import { withTempDir } from "../../temp_dir.ts";

Deno.test("studyMask() trusts no pixel that is bad in a frame of any of the joined masks", () =>
  withTempDir(async (directory) => {
    await writeNpz(`${directory}/a.npz`, {
      "chunks/0/data": realArray(new Float32Array(12), [3, 2, 2]),
      "chunks/0/weights": realArray(Float32Array.of(1, 1, 1, 1, 1, 0, 1, 1), [2, 2, 2]),
      "chunks/1/weights": realArray(Float32Array.of(1, 1, 0.5, 0), [1, 2, 2]),
    });
    await using file = await openArrays(`${directory}/a.npz`);
    const stack = await patternStack([{ file, key: "chunks/0/data" }]);
    const mask = await studyMask([file], { mask: "chunks/*/weights", maskGood: 1 }, stack);
    assertEquals(mask, { valid: Uint8Array.of(1, 0, 1, 0), good: 1 });
  }));
