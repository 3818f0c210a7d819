/**
 * One iteration of an iterative engine, ours, over and over: started by `bench/engine/engine.ts`, and asked by lines of its input.
 *
 * @module
 */
import { selectAccelerator } from "../../backend/accelerator.ts";
import { createReconstructionPayload } from "../../config/reconstruction_payload.ts";
import { heldFrames } from "../../data/frames/frames.ts";
import { Random } from "../../data/random/random.ts";
import { EngineSession } from "../../recon/engines/engine_session.ts";
import type { EngineScan } from "../../recon/engines/state/engine_scan.ts";
import { answerSteps } from "../step/answer_steps.ts";

/** What an iteration is. */
export interface EngineJob {
  /** Which engine. */
  readonly engine: "epie" | "rpie" | "lsqml" | "dm";
  /** Where it runs. */
  readonly accelerator: "cpu" | "webgpu";
  /** Side N of a pattern. */
  readonly patchSize: number;
  /** Modes of the probe. */
  readonly modes: number;
  /** Positions of a batch. */
  readonly batchSize: number;
  /** Eigenprobes by which the probe differs from shot to shot. */
  readonly variation: number;
  /** Positions in all. */
  readonly positions: number;
  /** Threads on the CPU. */
  readonly threads: number;
  /** Whose time: of the clock on the wall, or of the processor, all threads together. */
  readonly clock: "wall" | "process";
}

if (import.meta.main) await serve(JSON.parse(Deno.args[0] ?? "{}") as EngineJob);

/**
 * A scan of nothing in particular: a round probe, positions a quarter of it apart, bright patterns.
 *
 * @param patchSize Side N of a pattern.
 * @param modes Modes of the probe.
 * @param count Patterns.
 */
export function roughScan(patchSize: number, modes: number, count: number): EngineScan {
  const random = new Random(1, "bench");
  const side = Math.ceil(Math.sqrt(count)), step = patchSize / 8;
  const place = (k: number): number => k * step + random.uniform();
  const x = Float64Array.from({ length: count }, (_, j) => place(j % side));
  const y = Float64Array.from({ length: count }, (_, j) => place(Math.floor(j / side)));
  const pixels = patchSize ** 2;
  const patterns = Float32Array.from({ length: count * pixels }, () => 10 * random.uniform());
  const probe = Array.from({ length: modes }, (_, mode) => {
    const part = (): Float32Array =>
      Float32Array.from({ length: pixels }, (_, p) => {
        const distance = Math.hypot(Math.floor(p / patchSize) - patchSize / 2, p % patchSize - patchSize / 2);
        return 5 * random.normal() * Math.exp(-((distance / (patchSize / 6)) ** 2)) / (1 + mode);
      });
    return { height: patchSize, width: patchSize, re: part(), im: part() };
  });
  const frames = heldFrames(patterns, patchSize);
  let room = new Float32Array();
  return {
    ...{ patchSize, count, positions: { x, y }, masks: null, probe },
    amplitudes: (numbers) => {
      if (room.length !== numbers.length * pixels) room = new Float32Array(numbers.length * pixels);
      frames.read(numbers, room);
      return room;
    },
  };
}

// --- internal ---

async function serve(
  { engine, accelerator, patchSize, modes, batchSize, variation, positions, threads, clock }: EngineJob,
): Promise<void> {
  const { adapter } = await selectAccelerator(accelerator, { threads });
  const scan = roughScan(patchSize, modes, positions);
  const batches = Array.from(
    { length: Math.ceil(positions / batchSize) },
    (_, k) => Int32Array.from({ length: Math.min(batchSize, positions - k * batchSize) }, (_, j) => k * batchSize + j),
  );
  const { engine: options } = createReconstructionPayload({
    engine: {
      algorithm: engine,
      objectStep: 0.5,
      probeStep: 0.5,
      probeStart: 0,
      objectRegularisation: 0.5,
      probeMomentum: 0,
      probeVariation: variation,
    },
  });
  using session = new EngineSession(scan, options, {});
  const iterate = async (): Promise<void> => {
    for (const numbers of batches) session.step(numbers);
    await session.endIteration();
  };
  await answerSteps(iterate, { description: { version: Deno.version.deno, parameters: 0, adapter }, clock });
}
