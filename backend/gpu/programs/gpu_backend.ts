/**
 * tensorflow.js' backend for WebGPU, which runs programs of ours beside its own: with several outputs, and without a table
 * of sizes to be written for each call.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import { GpuChoices } from "./gpu_choices.ts";
import { elementsOf, type GpuProgram, gpuProgram, invocationsOf, textOf, workgroupsOf } from "./gpu_program.ts";
import { RecordingBackend } from "./recording_backend.ts";

/** Tensors by the names of a program's inputs. */
export type GpuInputs = Readonly<Record<string, tf.TensorInfo>>;

/** What a program is called with. */
export interface GpuCall {
  /** Tensors, of which it takes those that it names. */
  readonly inputs: GpuInputs;
  /** Numbers that change from call to call; as many as its source says. */
  readonly numbers?: readonly number[];
  /**
   * Outputs to be kept as halves, of those that its source lets be.
   *
   * @default none
   */
  readonly halves?: readonly string[];
}

/** A call that may be dispatched any number of times. */
export interface PreparedCall {
  /** Its inputs and its outputs; the latter are the caller's to free. */
  readonly tensors: readonly tf.TensorInfo[];
  readonly outputs: tf.TensorInfo[];
  /** Dispatches it; null where there is nothing to do. */
  readonly dispatch: ((pass: GPUComputePassEncoder) => void) | null;
}

/** The backend. */
export class GpuBackend extends RecordingBackend {
  /** Which way each kernel of several ways takes on this device. */
  readonly choices: GpuChoices = new GpuChoices(this.device.adapterInfo.description);
  readonly #compiled = new Map<string, Compiled>();

  /**
   * Runs a program.
   *
   * @param program The program.
   * @param call What it is called with.
   * @returns Its outputs, the caller's to free.
   */
  run(program: GpuProgram, call: GpuCall): tf.TensorInfo[] {
    const { tensors, outputs, dispatch } = this.prepare(program, call);
    if (!dispatch) return outputs;
    this.#record(dispatch);
    const internals = this.#internals;
    for (const { dataId } of tensors) internals.commandQueueOwnedIds.add(dataId);
    return outputs;
  }

  /**
   * Makes ready a call of a program, which may then be dispatched any number of times.
   *
   * @param program The program.
   * @param call What it is called with.
   * @returns The call.
   */
  prepare(program: GpuProgram, { inputs, numbers = [], halves = [] }: GpuCall): PreparedCall {
    const { names, updates, knowsHalf, made, pipeline, layout, workgroups } = this.#compile(program, {
      inputs,
      halves,
    });
    made.forEach(({ shape }) => this.requireRoom(shape));
    const outputs = made.map(({ name, shape, dtype }) =>
      knowsHalf.has(name) ? this.makeHalf(shape) : this.makeTensorInfo([...shape], dtype)
    );
    for (const name of names) if (!knowsHalf.has(name)) this.widen(inputOf(inputs, name).dataId);
    const tensors = [...names.map((name) => inputOf(inputs, name)), ...outputs];
    for (const { dataId } of tensors) this.uploadToGPU(dataId);
    // Values that were read of it are not those that it has from here on.
    for (const name of updates) Object.assign(this.tensorMap.get(inputOf(inputs, name).dataId), { values: null });
    if (workgroups === null) return { tensors, outputs, dispatch: null };
    const entries = tensors.map(({ dataId }, binding) => ({ binding, resource: this.bindingOf(dataId) }));
    const uniform = numbers.length > 0
      ? [{ binding: entries.length, resource: { buffer: this.#uniform(numbers) } }]
      : [];
    const bindings = this.device.createBindGroup({ layout, entries: [...entries, ...uniform] });
    const dispatch = (pass: GPUComputePassEncoder): void => {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindings);
      pass.dispatchWorkgroups(...workgroups);
    };
    return { tensors, outputs, dispatch };
  }

  /** Runs a program that has one output. */
  compute(program: GpuProgram, call: GpuCall): tf.TensorInfo {
    const [output] = this.run(program, call);
    if (output === undefined) {
      throw new TypeError(`Cannot use a program as it has no output: current value is ${program.key}`);
    }
    return output;
  }

  protected override widened(halves: tf.TensorInfo): tf.TensorInfo {
    return this.compute(widening({ shape: halves.shape }), { inputs: { halves } });
  }

  #compile(program: GpuProgram, { inputs, halves }: Required<Pick<GpuCall, "inputs" | "halves">>): Compiled {
    const { tensorMap } = this.#internals;
    const given = Object.entries(inputs);
    const whole = given.flatMap(([name, { dataId }]) => tensorMap.get(dataId).dtype === "float32" ? [] : [name]);
    const half = [...given.flatMap(([name, { dataId }]) => this.isHalf(dataId) ? [name] : []), ...halves];
    const key = `${program.key} ${whole} ${half}`;
    const known = this.#compiled.get(key);
    if (known) return known;
    const source = program.source();
    const knowsHalf = new Set(half.filter((name) => source.halves?.includes(name)));
    const code = textOf(source, { whole: new Set(whole), half: knowsHalf });
    const module = this.device.createShaderModule({ label: program.key, code });
    const pipeline = this.device.createComputePipeline({
      ...{ label: program.key, layout: "auto", compute: { module, entryPoint: "main" } },
    });
    const compiled: Compiled = {
      ...{ names: source.inputs, updates: source.updates ?? [], knowsHalf, pipeline },
      made: Object.entries(source.outputs).map(([name, shape]) => ({
        ...{ name, shape, dtype: source.wholeOutputs?.includes(name) ? "int32" : "float32" } as const,
      })),
      layout: pipeline.getBindGroupLayout(0),
      workgroups: invocationsOf(source) > 0 ? workgroupsOf(source) : null,
    };
    this.#compiled.set(key, compiled);
    return compiled;
  }

  #record(dispatch: (pass: GPUComputePassEncoder) => void): void {
    const internals = this.#internals;
    this.ensureCommandEncoderReady();
    internals.computePassEncoder ??= internals.commandEncoder.beginComputePass({});
    dispatch(internals.computePassEncoder);
    internals.dispatchCountInPass++;
    // As many are handed in together as of tensorflow.js' own.
    if (internals.dispatchCountInPass < tf.env().getNumber("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE")) return;
    this.endComputePassEncoder();
    this.submitQueue();
  }

  /** Freed, as tensorflow.js' own are, once what reads it has been handed in. */
  #uniform(numbers: readonly number[]): GPUBuffer {
    const { bufferManager, uniformPendingDisposal } = this.#internals;
    const values = new Float32Array(4 * Math.ceil(numbers.length / 4));
    values.set(numbers);
    this.noteNumbers(values);
    const buffer = bufferManager.acquireBuffer(values.byteLength, GPUBufferUsage.COPY_DST | GPUBufferUsage.UNIFORM);
    this.device.queue.writeBuffer(buffer, 0, values);
    uniformPendingDisposal.push(buffer);
    return buffer;
  }

  get #internals(): Internals {
    return this as unknown as Internals;
  }
}

// --- internal ---

/** What tensorflow.js' backend of this version has, and its types keep to themselves. */
interface Internals {
  readonly tensorMap: { get(dataId: tf.DataId): { readonly dtype: tf.DataType } };
  readonly bufferManager: { acquireBuffer(size: number, usage: number): GPUBuffer };
  readonly uniformPendingDisposal: GPUBuffer[];
  readonly commandQueueOwnedIds: WeakSet<tf.DataId>;
  readonly commandEncoder: GPUCommandEncoder;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
}

interface MadeOutput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32";
}

/** A program that is ready. */
interface Compiled {
  readonly names: readonly string[];
  readonly updates: readonly string[];
  /** Inputs and outputs that are halves here. */
  readonly knowsHalf: ReadonlySet<string>;
  readonly made: readonly MadeOutput[];
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  /** Null where there is nothing to do. */
  readonly workgroups: readonly [number, number, number] | null;
}

const widening = gpuProgram("widening", ({ shape }: { readonly shape: readonly number[] }) => ({
  ...{ inputs: ["halves"], outputs: { wide: shape }, halves: ["halves"], invocations: elementsOf(shape) },
  body: "wide[id] = f32(halves[id]);",
}));

function inputOf(inputs: GpuInputs, name: string): tf.TensorInfo {
  const tensor = inputs[name];
  if (tensor === undefined) throw new TypeError(`Cannot run a program as it has no input ${name}`);
  return tensor;
}
