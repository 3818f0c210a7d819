/**
 * Probe and positions of a scan, found before the network begins: some sweeps over all patterns, in which gradients of the
 * same physics move one object, the probe and each position. All patterns that see a place see the same there, and so
 * object, probe and positions are told apart. Of the patches of a network that is only beginning they are not: a probe
 * that is out of focus is made up for by patches that are curved, which four neighbours hardly notice.
 *
 * @module
 */
import { createEventLoopYield } from "../../data/files/event_loop.ts";
import type { SciencePayload } from "../../config/payload.ts";
import { batches, epochOrder } from "../../data/batches.ts";
import { BatchUploader } from "../../data/feed/batch_uploader.ts";
import { range } from "../../data/random/random.ts";
import type { Samples } from "../../data/samples.ts";
import { createForwardModel } from "../../model/forward_models.ts";
import { BeamState } from "./beam_state.ts";
import type { FoundBeam } from "./found_beam.ts";
import { ObjectCanvas } from "./object_canvas.ts";
import { startAmplitude, sweepGradients } from "./sweep_gradients.ts";

/** What is looked for, and how long. */
export interface FindBeamOptions {
  /** How often all patterns are gone through. */
  readonly sweeps: number;
  /** Seed of their order. */
  readonly seed: number;
  /** What is not known; the other stays as it is given. */
  readonly learns: Readonly<Record<"probe" | "positions", boolean>>;
  /** Corrections of positions stay below it on each axis, in object pixels. */
  readonly bound: number;
  /** Asked before each step whether the search shall end without a result. */
  readonly isOver?: (() => boolean) | undefined;
  /** Called after each sweep with how many are done. */
  readonly onSweep?: ((done: number) => void) | undefined;
}

/**
 * Looks for the beam of a scan, as iterative engines do: an extended engine (Maiden and Rodenburg 2009,
 * doi:10.1016/j.ultramic.2009.05.012) with the gradient by positions of the same loss, Σ (A − x)². The object that it
 * finds beside is dropped.
 *
 * @param samples Samples of the scan; all of their patterns are looked at, each by itself.
 * @param science The `data` and `model` sections.
 * @param options What is looked for.
 * @returns What was found; null where the search was ended.
 */
export async function findBeam(
  samples: Samples,
  { data, model }: SciencePayload,
  { sweeps, seed, learns, bound, isOver, onSweep }: FindBeamOptions,
): Promise<FoundBeam | null> {
  using open = new DisposableStack();
  const singles = singlePatterns(samples);
  const order = range(singles.count);
  const batchSize = patternsAStep(singles.count);
  const turn = createEventLoopYield();
  const forward = open.adopt(
    createForwardModel({
      data: { ...data, gridSize: 1 },
      model: { ...model, objectBig: false, forwardMode: "amplitude", intensityScaleTrainable: false },
    }),
    (it) => it.dispose(),
  );
  const uploader = open.adopt(new BatchUploader(singles), (it) => it.dispose());
  const unit = model.amplitudeGain / (data.probeScale * samples.scales.inputScale);
  const beam = new BeamState(singles, { unit, bound });
  const [first] = batches(singles, order, { batchSize });
  if (!first) return beam.found();
  const amplitude = await startAmplitude(uploader.upload.bind(uploader), first, beam.power * unit ** 2);
  const side = data.patchSize + 2;
  const canvas = new ObjectCanvas(singles, { side, reach: bound, amplitude });
  // A probe that is out of focus would stretch the positions: it is found first.
  const alone = learns.probe ? Math.floor(sweeps / 3) : 0;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const batch of batches(singles, epochOrder(order, { seed, epoch: sweep }), { batchSize })) {
      await turn();
      if (isOver?.()) return null;
      const { places, offsets } = beam.placesOf(batch.members);
      const patches = canvas.cut(places);
      const gradients = await sweepGradients({ forward, uploader, beam, side }, batch, { patches, offsets });
      const light = beam.light(side);
      if (learns.probe) beam.moveProbe(gradients, patches, PROBE_SHARE);
      if (learns.positions && sweep >= alone) {
        beam.movePositions(batch.members, gradients, POSITION_STEP * POSITION_DECAY ** (sweep - alone));
      }
      canvas.descend(places, gradients.object, { light, share: OBJECT_SHARE });
    }
    onSweep?.(sweep + 1);
  }
  return beam.found();
}

// --- internal ---

/**
 * Patterns of a step. Few, as the object moves on with each: 20 sweeps over 81 patterns take a probe from 0.827 to 0.957
 * with 8, to 0.991 with 4. Of many patterns more, which lie apart, so that a sweep has as many steps.
 */
function patternsAStep(count: number): number {
  return Math.min(count, Math.max(4, Math.min(64, Math.round(count / 64))));
}

/** How far object and probe move, of what would make up for an error of their own. */
const [OBJECT_SHARE, PROBE_SHARE] = [0.5, 0.3] as const;
/** How far a position moves in the first sweep whose gradient is typical, in pixels, and how much less in each other. */
const [POSITION_STEP, POSITION_DECAY] = [0.3, 0.95] as const;

function singlePatterns({ contrast: _, ...samples }: Samples): Samples {
  const { patterns, scales: { inputScale, physicsScale } } = samples;
  const { count, x, y } = patterns;
  const all = (value: number): Float32Array => new Float32Array(count).fill(value);
  return {
    ...{ ...samples, count, channels: 1, members: range(count), offsets: new Float32Array(2 * count), x, y },
    ...{ inputScale: all(inputScale), physicsScale: all(physicsScale) },
  };
}
