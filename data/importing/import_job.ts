/**
 * An import whose recipe is known: what the scan will hold, found in a first pass over the prepared patterns.
 *
 * @module
 */
import { darkWarnings } from "../checks/dark_patterns.ts";
import { NETWORK_SIZES } from "../checks/patch_size.ts";
import type { ComplexImage } from "../complex_image.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import { datasetsOf } from "../layouts/contents/dataset_name.ts";
import type { OddPixelList } from "../study/patterns/odd_pixels.ts";
import { type PatternStack, patternStack } from "../study/patterns/pattern_stack.ts";
import { chooseFrames, type ChosenFrames, type FrameGroup } from "./choose_frames.ts";
import { readDarkFrame } from "./dark_frame.ts";
import { type DetectorMask, readDetectorMask } from "./detector_mask.ts";
import { estimateProbe } from "./estimate_probe.ts";
import { type FrameGeometry, frameGeometry, type ImageSize } from "./frame_geometry.ts";
import { framePositions } from "./frame_positions.ts";
import { FrameReader } from "./frame_reader.ts";
import { selectFrames } from "./steps/frame_selection.ts";
import type { ImportFields } from "./import_fields.ts";
import type { ImportedContent } from "./imported_stream.ts";
import { fieldsOf, type StudiedRecipe } from "./import_recipe.ts";
import { PatternStream } from "./pattern_stream.ts";
import { type FramePlan, type OddValues } from "./steps/prepare_frame.ts";
import { ScanParts } from "./scan_parts.ts";
import { Survey } from "./survey.ts";

/** What the scan will hold. */
export interface ImportPlan extends ImportedContent {
  /** Mean intensity of a pattern. */
  readonly meanIntensity: number;
  /** Share of the pixels that is masked. */
  readonly maskedShare: number;
  /** What was left out or looks wrong, one sentence each. */
  readonly warnings: readonly string[];
}

/** How the job is done. */
export interface ImportJobOptions {
  /** Directory for frames that cannot be read one by one from where they lie. */
  readonly scratch: string;
  /** Hears which share of the frames was read in the first pass (1) or while they are written (2). */
  readonly onFrames: (pass: 1 | 2, share: number) => void;
}

/** An import at work. Close it, or declare it with `using`. */
export class ImportJob implements Disposable {
  readonly #files: readonly ArrayFile[];
  readonly #fields: ImportFields;
  readonly #odd: OddPixelList;
  readonly #options: ImportJobOptions;
  readonly #stack: PatternStack;
  readonly #frames: FrameReader;
  #masks: FrameReader | null = null;

  private constructor(
    files: readonly ArrayFile[],
    { payload, odd }: StudiedRecipe,
    stack: PatternStack,
    options: ImportJobOptions,
  ) {
    this.#files = files;
    this.#fields = fieldsOf(payload);
    this.#odd = odd;
    this.#options = options;
    this.#stack = stack;
    this.#frames = this.#reader(stack);
  }

  /**
   * Opens the patterns.
   *
   * @param files The open files.
   * @param recipe The complete import, and pixels that were found to be odd.
   * @param options How the job is done.
   * @throws {Error} If they are no patterns.
   */
  static async open(
    files: readonly ArrayFile[],
    recipe: StudiedRecipe,
    options: ImportJobOptions,
  ): Promise<ImportJob> {
    const { patterns, framesAxis } = fieldsOf(recipe.payload);
    const stack = await patternStack(datasetsOf(files, patterns ?? ""), framesAxis);
    requireSize(stack);
    return new ImportJob(files, recipe, stack, options);
  }

  /**
   * Looks at all patterns as they will be, and puts the scan together.
   *
   * @throws {Error} If a part of the scan cannot be read or used.
   */
  async plan(): Promise<ImportPlan> {
    const warnings: string[] = [];
    const [files, fields] = [this.#files, this.#fields];
    const geometry = frameGeometry(this.#frames, fields);
    const parts = await ScanParts.read(files, fields, { frame: this.#frames, geometry, warnings });
    const numbers = selectFrames(fields.frames, this.#stack.count);
    const positions = parts.place(await framePositions(files, fields, { stack: this.#stack, numbers, warnings }));
    const chosen = chooseFrames(numbers, positions, fields);
    const plan = await this.#framePlan(geometry);
    const survey = await this.#survey(plan, chosen);
    const groups = survey.groups;
    const count = groups.length;
    warnings.push(...chosen.warnings, ...survey.warnings, ...sizeWarnings(geometry.patchSize));
    const modes = parts.modes ?? [estimateProbe(survey.sums.mean(), geometry.patchSize)];
    const scan = parts.scan(groups, modes as readonly [ComplexImage, ...ComplexImage[]], warnings);
    let done = 0;
    const onFrame = (): void => this.#options.onFrames(2, Math.min(1, ++done / Math.max(1, count)));
    const stream = this.#stream(plan, onFrame);
    const { light, maskedShare, mask } = survey.sums;
    const meanIntensity = light.reduce((sum, one) => sum + one, 0) / light.length;
    return { scan, mask, patterns: () => stream.patterns(groups), meanIntensity, maskedShare, warnings };
  }

  /** Gives up what was needed to read. */
  [Symbol.dispose](): void {
    this.#frames[Symbol.dispose]();
    this.#masks?.[Symbol.dispose]();
  }

  #reader(stack: PatternStack): FrameReader {
    return new FrameReader(stack, { transpose: this.#fields.transpose ?? false, scratch: this.#options.scratch });
  }

  #stream(plan: FramePlan, onFrame: () => void): PatternStream {
    const masks = this.#masks && { frames: this.#masks, good: this.#fields.maskGood ?? 1 };
    return new PatternStream({ frames: this.#frames, masks, plan, onFrame });
  }

  async #framePlan(geometry: FrameGeometry): Promise<FramePlan> {
    const { badValues, valueBounds: bounds, measurement, dark } = this.#fields;
    const { height, width } = this.#frames;
    const plan: FramePlan = {
      ...{ height, width, bounds, badValues: badValues ?? [], measurement: measurement ?? "intensity" },
      mask: this.#upright(this.#withoutOdd(await this.#mask())),
      dark: dark === null ? null : await readDarkFrame(this.#files, dark, (stack) => this.#reader(stack), this.#frames),
      ...geometry,
    };
    if (plan.dark && plan.measurement === "amplitude") {
      throw new TypeError("Cannot subtract dark frames as the patterns are amplitudes: leave import.dark away");
    }
    return plan;
  }

  /** Valid pixels of all frames, in the axes of the file; a mask for each frame is kept beside. */
  async #mask(): Promise<Uint8Array | null> {
    const { mask, maskGood } = this.#fields;
    if (mask === null || mask === "none") return null;
    const options = { patterns: this.#stack, good: maskGood ?? 1 as const };
    const found: DetectorMask = await readDetectorMask(this.#files, mask, options);
    if (found.kind === "each") {
      this.#masks = this.#reader(found.stack);
      return null;
    }
    return found.valid;
  }

  /** Takes the odd pixels from the valid ones that somebody wants masked. */
  #withoutOdd(valid: Uint8Array | null): Uint8Array | null {
    const { hotPixels, deadPixels } = this.#fields;
    const odd = [...(hotPixels ? this.#odd.hot : []), ...(deadPixels ? this.#odd.dead : [])];
    if (odd.length === 0) return valid;
    const { height, width } = this.#stack;
    const left = valid?.slice() ?? new Uint8Array(height * width).fill(1);
    for (const pixel of odd) left[pixel] = 0;
    return left;
  }

  #upright(valid: Uint8Array | null): Uint8Array | null {
    return valid !== null && this.#fields.transpose ? transposedMask(valid, this.#frames) : valid;
  }

  async #survey(plan: FramePlan, { groups }: ChosenFrames): Promise<Surveyed> {
    const frames = groups.reduce((sum, group) => sum + group.frames.length, 0);
    let done = 0;
    const stream = this.#stream(plan, () => this.#options.onFrames(1, ++done / frames));
    const odd: OddValues = { notFinite: 0, negative: 0 };
    const sums = new Survey(groups.length, plan.patchSize);
    for await (const pattern of stream.patterns(groups, odd)) sums.add(pattern);
    if (!sums.light.some((light) => light > 0)) {
      throw new RangeError(`Cannot import ${this.#stack.name} as no pattern has any light in the pixels that are kept`);
    }
    const dark = new Set(sums.dark());
    const name = this.#stack.name;
    const frameOf = (number: number): number => groups[number]?.frames[0] ?? 0;
    const valid = new Int32Array(this.#stack.count);
    sums.validPixels.forEach((pixels, number) => valid[frameOf(number)] = pixels);
    const warnings = [
      ...darkWarnings(name, Int32Array.from(dark, frameOf), valid),
      ...(odd.notFinite > 0 ? [`${name} has ${odd.notFinite} values that are not finite: they are masked`] : []),
      ...(odd.negative > 0 ? [`${name} has ${odd.negative} values below zero, which are taken for 0`] : []),
    ];
    return { sums, groups: groups.filter((_, number) => !dark.has(number)), warnings };
  }
}

// --- internal ---

interface Surveyed {
  readonly sums: Survey;
  /** Patterns that have light. */
  readonly groups: readonly FrameGroup[];
  readonly warnings: readonly string[];
}

/** More frames, or pixels of one, than any scan has: what a file says of its own size is not always so. */
const [MOST_FRAMES, MOST_PIXELS] = [1 << 24, 1 << 26];

function requireSize({ name, count, height, width }: PatternStack): void {
  if (count <= MOST_FRAMES && height * width <= MOST_PIXELS) return;
  throw new RangeError(
    `Cannot import ${name} as a scan has at most ${MOST_FRAMES} frames of at most ${MOST_PIXELS} pixels: it has ${count} ` +
      `of ${height} × ${width}; name others with import.patterns`,
  );
}

function transposedMask(valid: Uint8Array, { height, width }: ImageSize): Uint8Array {
  return valid.map((_, i) => valid[(i % width) * height + Math.floor(i / width)] ?? 0);
}

function sizeWarnings(patchSize: number): string[] {
  if (NETWORK_SIZES.includes(patchSize)) return [];
  return [
    `patterns are of ${patchSize} × ${patchSize} pixels, but networks take ${
      NETWORK_SIZES.join(", ")
    }: set import.crop ` +
    "or import.pad; engines take them as they are",
  ];
}
