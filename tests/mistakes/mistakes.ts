/**
 * All mistakes, in the order of the page.
 *
 * @module
 */
import { fileMistakes } from "./file_mistakes.ts";
import { importMistakes } from "./import_mistakes.ts";
import { inferenceMistakes } from "./inference_mistakes.ts";
import { objectMistakes } from "./object_mistakes.ts";
import type { MistakeSection } from "./mistake.ts";
import { patternMistakes } from "./pattern_mistakes.ts";
import { probeMistakes } from "./probe_mistakes.ts";
import { trainingMistakes } from "./training_mistakes.ts";
import { unitMistakes } from "./unit_mistakes.ts";
import { wordMistakes } from "./word_mistakes.ts";

/** By kind. */
export const mistakes: readonly MistakeSection[] = [
  ...[unitMistakes, patternMistakes, probeMistakes, objectMistakes, importMistakes],
  ...[trainingMistakes, inferenceMistakes, fileMistakes, wordMistakes],
];
