/**
 * The patterns of the scan to come, one after the other, as often as they are needed.
 *
 * @module
 */
import { type FramePlan, FramePreparer, type OddValues } from "./steps/prepare_frame.ts";
import type { FrameGroup } from "./choose_frames.ts";
import { isValid } from "./detector_mask.ts";
import type { FrameReader } from "./frame_reader.ts";
import type { MaskedImage } from "./steps/masked_image.ts";
import { PatternMean } from "./steps/merge_patterns.ts";

/** What patterns are made of. */
export interface PatternSource {
  /** The frames. */
  readonly frames: FrameReader;
  /** A mask for each frame, and what a good pixel has in it; null where there is none. */
  readonly masks: { readonly frames: FrameReader; readonly good: 0 | 1 } | null;
  /** How frames are prepared. */
  readonly plan: FramePlan;
  /** Hears of every frame that is read. */
  readonly onFrame: () => void;
}

/** Makes patterns. */
export class PatternStream {
  readonly #source: PatternSource;

  /** @param source What patterns are made of. */
  constructor(source: PatternSource) {
    this.#source = source;
  }

  /**
   * Makes the patterns of some groups of frames.
   *
   * @param groups Frames of each pattern.
   * @param odd Gets what was odd in them.
   * @returns Intensities, each to be read before the next is asked for.
   */
  async *patterns(groups: readonly FrameGroup[], odd?: OddValues): AsyncGenerator<MaskedImage> {
    const { frames, masks, plan, onFrame } = this.#source;
    const numbers = Int32Array.from(groups.flatMap((group) => group.frames));
    const preparer = new FramePreparer(plan);
    const own = masks?.frames.frames(numbers);
    const mask = masks ? new Uint8Array(plan.height * plan.width) : null;
    let mean: PatternMean | null = null;
    let [group, member] = [0, 0];
    try {
      for await (const { values } of frames.frames(numbers)) {
        if (mask && masks && own) fillMask(mask, (await own.next()).value?.values ?? [], masks.good);
        const pattern = preparer.prepare(values, mask);
        onFrame();
        const size = groups[group]?.frames.length ?? 1;
        if (size > 1) (mean ??= new PatternMean(plan.patchSize)).add(pattern);
        if (++member < size) continue;
        yield size > 1 && mean ? mean.take() : pattern;
        [group, member] = [group + 1, 0];
      }
    } finally {
      await own?.return(undefined);
    }
    if (odd) Object.assign(odd, preparer.odd);
  }
}

// --- internal ---

function fillMask(mask: Uint8Array, values: ArrayLike<number>, good: 0 | 1): void {
  for (let i = 0; i < mask.length; i++) mask[i] = isValid(values[i] ?? 0, good) ? 1 : 0;
}
