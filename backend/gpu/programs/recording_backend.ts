/**
 * Recording a step on WebGPU; `backend/interface/step_recorder.ts` says what that is. All programs, ours and
 * tensorflow.js', pass one command encoder, and all buffers one manager: there the step is listened to.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import type { RecordedResult, StepRecorder, StepTrace } from "../../interface/step_recorder.ts";
import { BufferArena, type BufferLender } from "./buffer_arena.ts";
import { GpuRecording } from "./gpu_recording.ts";
import { HalvesBackend } from "./halves_backend.ts";
import { type RecordedCommand, recordingEncoder } from "./recorded_commands.ts";
import { ReplayQueue } from "./replay_queue.ts";
import { VariableHomes } from "./variable_homes.ts";

/** tensorflow.js' backend with parts and halves, which can record. */
export abstract class RecordingBackend extends HalvesBackend implements StepRecorder {
  /** The manager of buffers as tensorflow.js has it. */
  readonly #lender: BufferLender = lenderOf(this.bufferManager);
  /** The step that is listened to. */
  #step: ListenedStep | null = null;
  /** Steps that can be done again. */
  readonly #recordings = new Set<GpuRecording>();
  readonly #queue = new ReplayQueue(this);
  /** Where their variables are. */
  readonly #homes = new Set<VariableHomes>();
  readonly #pipelines = new WeakMap<GPUComputePipeline, number>();
  #pipelineCount = 0;

  constructor(device: GPUDevice, info: GPUAdapterInfo) {
    super(device, info);
    this.#listenToUniforms();
    this.#listenToBuffers();
  }

  trace<T>(step: () => T): { readonly result: T; readonly trace: StepTrace } {
    return this.#listen(null, step);
  }

  record<Outputs extends readonly tf.Tensor[]>(step: () => Outputs): RecordedResult<Outputs> {
    const arena = new BufferArena(this.#lender), homes = new VariableHomes(this, this.#homes);
    try {
      const { result: outputs, trace, step: { commands, inputs, uses } } = this.#listen(
        arena,
        step,
        ({ uses }) => homes.bringBack(uses),
      );
      const recording: GpuRecording = new GpuRecording(this, {
        ...{ arena, homes, commands, inputs, uses, outputs, queue: this.#queue },
        forget: () => this.#recordings.delete(recording),
      });
      this.#recordings.add(recording);
      // Its own are written to when the step is done again.
      const results = recording.copiesOfOutputs() as readonly tf.Tensor[] as Outputs;
      tf.dispose([...outputs]);
      return { results, trace, recording };
    } catch (error) {
      homes.dispose();
      arena.dispose();
      throw error;
    } finally {
      arena.close();
    }
  }

  markInput({ dataId, shape, dtype }: tf.Tensor): void {
    if (!this.#step) return;
    this.#step.inputs.push({ dataId, shape, dtype });
    // A recording keeps it.
    if (this.#step.arena) this.incRef(dataId);
  }

  override ensureCommandEncoderReady(): void {
    super.ensureCommandEncoderReady();
    const step = this.#step, internals = this.#internals;
    if (!step || !internals.commandEncoder || internals.commandEncoder === step.encoder) return;
    step.encoder = recordingEncoder(internals.commandEncoder, (command) => {
      step.commands.push(command);
      step.trace.push(this.#describe(command));
    });
    internals.commandEncoder = step.encoder;
  }

  override bindingOf(dataId: tf.DataId): GPUBufferBinding {
    const binding = super.bindingOf(dataId);
    this.#step?.uses.add(binding.buffer);
    return binding;
  }

  override uploadToGPU(dataId: tf.DataId): void {
    const step = this.#step, { values, resource } = this.tensorMap.get(dataId);
    if (step && values && !resource && !step.inputs.some((input) => input.dataId === dataId)) {
      step.trace.push(`values ${fingerprint(values as ArrayLike<number>)}`);
    }
    super.uploadToGPU(dataId);
  }

  /** Takes down numbers that a program is called with. */
  protected noteNumbers(numbers: ArrayLike<number>): void {
    this.#step?.trace.push(`numbers ${Array.from(numbers)}`);
  }

  #listen<T>(
    arena: BufferArena | null,
    work: () => T,
    after = (_: ListenedStep): void => {},
  ): { readonly result: T; readonly trace: StepTrace; readonly step: ListenedStep } {
    if (this.#step) throw new TypeError("Cannot record a step as another one is being recorded");
    this.flush();
    const step: ListenedStep = { arena, commands: [], inputs: [], trace: [], uses: new Set(), encoder: null };
    this.#step = step;
    try {
      const result = work();
      const trace = [...step.trace];
      // What follows has variables in its hands that the step has nothing to do with.
      const heard = { ...step, uses: new Set(step.uses) };
      after(heard);
      return { result, trace, step: heard };
    } finally {
      this.flush();
      this.#step = null;
    }
  }

  #describe(command: RecordedCommand): string {
    if ("from" in command) return `copy ${command.size}`;
    const { pipeline, workgroups } = command;
    const number = this.#pipelines.get(pipeline) ?? this.#pipelineCount++;
    this.#pipelines.set(pipeline, number);
    return `program ${number} ${pipeline.label} ${workgroups}`;
  }

  #listenToUniforms(): void {
    const internals = this.#internals;
    const { makeUniforms } = internals;
    internals.makeUniforms = (uniforms) => {
      this.noteNumbers(uniforms.flatMap(({ data }) => data));
      return makeUniforms.call(this, uniforms);
    };
  }

  #listenToBuffers(): void {
    const manager = this.bufferManager as unknown as BufferLender, lender = this.#lender;
    manager.acquireBuffer = (size, usage, mapped = false, reuse = true) => {
      const arena = this.#step?.arena;
      const isOfHost = (usage & (GPUBufferUsage.MAP_READ | GPUBufferUsage.MAP_WRITE)) !== 0;
      if (arena && !isOfHost) return arena.acquire(size, usage, mapped);
      return lender.acquireBuffer(size, usage, mapped, reuse);
    };
    manager.releaseBuffer = (buffer, reuse = true) => {
      const arena = this.#step?.arena;
      if (arena?.has(buffer)) return arena.release(buffer);
      for (const recording of this.#recordings) if (recording.takesBack(buffer)) return;
      lender.releaseBuffer(buffer, reuse);
    };
  }

  get #internals(): Internals {
    return this as unknown as Internals;
  }
}

// --- internal ---

/** What tensorflow.js' backend of this version has, and its types keep to themselves. */
interface Internals {
  commandEncoder: GPUCommandEncoder | null;
  makeUniforms: (uniforms: readonly { readonly data: number[] }[]) => unknown;
}

/** What is heard of a step. */
interface ListenedStep {
  /** Lends it buffers; null where it is not to be done again. */
  readonly arena: BufferArena | null;
  readonly commands: RecordedCommand[];
  readonly inputs: tf.TensorInfo[];
  readonly trace: string[];
  /** Buffers that its programs have. */
  readonly uses: Set<GPUBuffer>;
  encoder: GPUCommandEncoder | null;
}

function lenderOf(manager: unknown): BufferLender {
  const { acquireBuffer, releaseBuffer } = manager as BufferLender;
  return {
    acquireBuffer: (...call) => acquireBuffer.apply(manager, call),
    releaseBuffer: (...call) => releaseBuffer.apply(manager, call),
  };
}

/** Numbers in short (FNV-1a): others are all but certain to have another. */
function fingerprint(values: ArrayLike<number>): string {
  const words = new Uint32Array(Float64Array.from(values).buffer);
  let hash = 0x811c9dc5;
  for (const word of words) hash = Math.imul(hash ^ word, 0x01000193);
  return `${values.length} ${hash}`;
}
