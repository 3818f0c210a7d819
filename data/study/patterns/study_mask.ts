/**
 * The mask of the detector as the study needs it: which pixels can be trusted in every frame.
 *
 * @module
 */
import type { ImportInput } from "../../../config/fields/import_input.ts";
import { printable, shapeText } from "../../../config/values/printable.ts";
import type { ArrayFile } from "../../formats/array_file.ts";
import { datasetsOf } from "../../layouts/contents/dataset_name.ts";
import type { PatternStack } from "./pattern_stack.ts";

/** A mask and what its numbers mean. */
export interface StudyMask {
  /** H × W as the files have the patterns; 1 = valid in all frames. */
  readonly valid: Uint8Array;
  /** What a good pixel has in the file: 0, or 1 and all else that is not 0. */
  readonly good: 0 | 1;
}

/**
 * Reads the mask that the fields name.
 *
 * @param files The open files.
 * @param fields Where it is, and what a good pixel has in it; where that is open, it is what most pixels have.
 * @param stack The patterns.
 * @returns Null where no field names a mask.
 * @throws {TypeError} If it has another size than the patterns, or is no numbers.
 */
export async function studyMask(
  files: readonly ArrayFile[],
  { mask, maskGood }: ImportInput,
  { height, width }: PatternStack,
): Promise<StudyMask | null> {
  if (!mask) return null;
  const pixels = height * width;
  const [zeros, others] = [new Uint8Array(pixels), new Uint8Array(pixels)];
  for (const { file, key } of datasetsOf(files, mask)) {
    const { shape } = await file.header(key);
    const [rows, columns] = shape.slice(-2);
    if (rows !== height || columns !== width) {
      throw new TypeError(
        `Cannot use ${printable(key)} of ${file.path} as mask as patterns have ${height} × ${width} px: its shape is ` +
          `${shapeText(shape)}; name another with --mask`,
      );
    }
    let at = 0;
    for await (const piece of file.rows(key)) {
      if (piece.kind !== "real") {
        throw new TypeError(`Cannot use ${printable(key)} of ${file.path} as mask: no numbers`);
      }
      piece.data.forEach((value: number, i: number) => {
        (value === 0 ? zeros : others)[(at + i) % pixels] = 1;
      });
      at += piece.data.length;
    }
  }
  const count = (marks: Uint8Array): number => marks.reduce((sum, mark) => sum + mark, 0);
  const good = maskGood ?? (count(zeros) > count(others) ? 0 : 1);
  // A pixel that is bad in some frame is not looked at in any.
  return { valid: (good === 0 ? others : zeros).map((bad) => 1 - bad), good };
}
