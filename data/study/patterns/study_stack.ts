/**
 * The one look at all patterns.
 *
 * @module
 */
import type { ImportInput } from "../../../config/fields/import_input.ts";
import { AxisLight } from "../../checks/axis_order.ts";
import { MARKS, PixelCensus } from "../../checks/pixel_census.ts";
import type { ArrayFile } from "../../formats/array_file.ts";
import type { RealData } from "../../formats/npy.ts";
import { datasetsOf } from "../../layouts/contents/dataset_name.ts";
import { type OddPixelList, oddPixels } from "./odd_pixels.ts";
import { type PatternFacts, patternFacts } from "./pattern_facts.ts";
import { isCube, type PatternStack, patternStack } from "./pattern_stack.ts";
import { PatternSums } from "./pattern_sums.ts";
import { type PatternWindow, patternWindow } from "./pattern_window.ts";
import { SampleFrames } from "./sample_frames.ts";
import { chooseFrames, type FrameChoice, stackPieces } from "./stack_pieces.ts";
import { type StudyMask, studyMask } from "./study_mask.ts";
import { type ValueKinds, valueKinds } from "./value_kinds.ts";

/** Hears how many values of how many were looked at. */
export type StudyProgress = (done: number, all: number) => void;

/** What was seen. */
export interface StudiedStack {
  readonly facts: PatternFacts;
  readonly odd: OddPixelList;
  readonly window: PatternWindow;
  readonly mask: StudyMask | null;
  /** Some frames as the file has them. */
  readonly samples: SampleFrames;
  /** Fields that were set before. */
  readonly fields: ImportInput;
}

/**
 * Looks at the patterns that the fields name.
 *
 * @param files The open files.
 * @param fields What is known of them.
 * @param onProgress Hears how far it is.
 * @returns Null where no field names patterns.
 * @throws {Error} If they cannot be read, or cannot be patterns.
 */
export async function studyStack(
  files: readonly ArrayFile[],
  fields: ImportInput,
  onProgress: StudyProgress = () => {},
): Promise<StudiedStack | null> {
  if (!fields.patterns) return null;
  const stack = await openStack(files, fields);
  const mask = await studyMask(files, fields, stack);
  const choice = chooseFrames(stack);
  const look = new Look(stack, choice, { fields, mask: mask?.valid ?? null });
  const all = choice.count * stack.height * stack.width;
  for await (const { values, start } of stackPieces(stack, choice)) {
    look.add(values, start);
    onProgress(start + values.length, all);
  }
  const { census, sums, samples } = look;
  const told = valueKinds(census, sums, stack.dtype, fields.patterns);
  const valid = validPixels(sums, { count: choice.count, kinds: told, mask: mask?.valid ?? null });
  const odd = oddPixels(
    { height: stack.height, width: stack.width, data: sums.pixelValues, valid },
    { count: choice.count, values: sums.pixelValues, squares: sums.pixelSquares },
  );
  for (const pixel of odd.hot) valid[pixel] = 0;
  const kinds = { ...told, saturation: isFull(told.saturation, sums, odd) ? told.saturation : null };
  const facts = patternFacts({ stack, choice, kinds, sums }, {
    measurement: fields.measurement ?? kinds.measurement,
    transpose: fields.transpose ?? false,
    fftshift: fields.fftshift ?? null,
    valid,
  });
  const centre = Array.isArray(fields.centre) ? { row: fields.centre[0], column: fields.centre[1] } : null;
  const { bin = 1, crop = null, pad = null } = fields;
  const window = patternWindow(facts.mean, facts.beam, { bin, centre, crop, pad });
  return { facts, odd, window, mask, samples, fields };
}

// --- internal ---

async function openStack(files: readonly ArrayFile[], { patterns, framesAxis }: ImportInput): Promise<PatternStack> {
  const datasets = datasetsOf(files, patterns ?? "");
  const stack = await patternStack(datasets, framesAxis);
  if ((framesAxis ?? null) !== null || !isCube(stack)) return stack;
  const light = new AxisLight(stack.width);
  for await (const { values, start } of stackPieces(stack, { runs: null, numbers: null, count: stack.count })) {
    light.add(values, start);
  }
  return light.patternsLieLast() === true ? await patternStack(datasets, "last") : stack;
}

interface LookOptions {
  readonly fields: ImportInput;
  readonly mask: Uint8Array | null;
}

/** Frames that are kept whole. */
const SAMPLES = 32;

/** Census and sums of the same values. */
class Look {
  readonly census: PixelCensus;
  readonly sums: PatternSums;
  readonly samples: SampleFrames;
  readonly #mask: Uint8Array | null;
  readonly #stack: PatternStack;
  readonly #frames: number;
  readonly #bad: ReadonlySet<number>;
  readonly #bounds: readonly [least: number, greatest: number] | null;

  constructor(stack: PatternStack, { count }: FrameChoice, { fields, mask }: LookOptions) {
    const { height, width, framesLast } = stack;
    this.census = new PixelCensus({ count, pixels: height * width, patternsLast: framesLast });
    this.sums = new PatternSums({ count, height, width, framesLast }, isNoLight, mask);
    this.samples = new SampleFrames({ count, height, width, framesLast }, SAMPLES);
    this.#stack = stack;
    this.#frames = count;
    this.#mask = mask;
    this.#bad = new Set(fields.badValues ?? []);
    this.#bounds = fields.valueBounds ?? null;
  }

  add(values: RealData, start: number): void {
    const known = this.#bad.size > 0 || this.#bounds !== null ? this.#withoutBad(values) : values;
    this.sums.add(known, start);
    this.samples.add(known, start);
    this.census.add(this.#mask !== null || known !== values ? this.#trusted(known, start) : known, start);
  }

  /** What the user calls bad is no number. */
  #withoutBad(values: RealData): RealData {
    const [least, greatest] = this.#bounds ?? [-Infinity, Infinity];
    return Float64Array.from(
      values,
      (value) => this.#bad.has(value) || value < least || value > greatest ? NaN : value,
    );
  }

  /** What is known to be bad is not counted as such again. */
  #trusted(values: RealData, start: number): Float64Array {
    const { height, width, framesLast } = this.#stack;
    const [pixels, set] = [height * width, this.#bad.size > 0 || this.#bounds !== null];
    return Float64Array.from(values, (value, i) => {
      const pixel = framesLast ? Math.floor((start + i) / this.#frames) : (start + i) % pixels;
      return this.#mask?.[pixel] === 0 || (set && Number.isNaN(value)) ? 0 : value;
    });
  }
}

/** Whether a value is no light whatever else the numbers are: not finite, or a mark of detectors. */
function isNoLight(value: number): boolean {
  return !(Math.abs(value) <= GREATEST_SINGLE) || (value >= LEAST_MARK && MARKS.has(value));
}

const GREATEST_SINGLE = 3.4028234663852886e38;
const LEAST_MARK = 32767;

/** A hot pixel has one value in all frames, too: where no other pixel has it, the detector was not full. */
function isFull(saturation: ValueKinds["saturation"], sums: PatternSums, { hot }: OddPixelList): boolean {
  if (saturation === null) return false;
  const full = Math.fround(saturation.value);
  return sums.pixelGreatest.some((greatest, pixel) => greatest === full && !hot.includes(pixel));
}

function validPixels(
  sums: PatternSums,
  { count, kinds, mask }: { readonly count: number; readonly kinds: ValueKinds; readonly mask: Uint8Array | null },
): Uint8Array {
  const marks = new Set(kinds.marked.map(({ value }) => Math.fround(value)));
  return Uint8Array.from(sums.pixelBad, (bad, p) => {
    const [least, greatest] = [sums.pixelLeast[p] ?? 0, sums.pixelGreatest[p] ?? 0];
    const good = mask?.[p] !== 0 && 2 * bad < count && !marks.has(greatest) && !(least < 0 && marks.has(least));
    return good ? 1 : 0;
  });
}
