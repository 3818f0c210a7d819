/**
 * Dispatches of WebGPU, heard while somebody else makes them, so that each can be made again and timed by itself.
 *
 * @module
 */

/** A dispatch that was heard. */
export interface HeardDispatch {
  /** What its pipeline is called: the name of a program of ours with its sizes, or a class of tensorflow.js. */
  readonly label: string;
  /** Bytes of the buffers that it is bound to, each once. */
  readonly bytes: number;
  /** Makes it again. */
  readonly dispatch: (pass: GPUComputePassEncoder) => void;
}

/** Hears dispatches of all devices from when it is made on. There is one in a program. */
export class HeardDispatches {
  readonly #bytes = new WeakMap<GPUBindGroup, number>();
  #heard: HeardDispatch[] | null = null;

  constructor() {
    let pipeline: GPUComputePipeline | null = null;
    let bindings: GPUBindGroup | null = null;
    after(GPUDevice, "createBindGroup", (group: GPUBindGroup, { entries }: GPUBindGroupDescriptor) => {
      const parts = [...entries].map(({ resource }) => "buffer" in resource ? bytesOf(resource) : 0);
      this.#bytes.set(group, parts.reduce((sum, part) => sum + part, 0));
    });
    after(GPUComputePassEncoder, "setPipeline", (_, next: GPUComputePipeline) => pipeline = next);
    after(GPUComputePassEncoder, "setBindGroup", (_, _index: number, next: GPUBindGroup) => bindings = next);
    after(
      GPUComputePassEncoder,
      "dispatchWorkgroups",
      (_, ...workgroups: Workgroups) => this.#hear(pipeline, bindings, workgroups),
    );
  }

  /**
   * What is dispatched meanwhile.
   *
   * @param work Makes dispatches.
   */
  during(work: () => void): readonly HeardDispatch[] {
    const heard = this.#heard = [];
    work();
    this.#heard = null;
    return heard;
  }

  #hear(pipeline: GPUComputePipeline | null, bindings: GPUBindGroup | null, workgroups: Workgroups): void {
    if (!this.#heard || !pipeline || !bindings) return;
    const dispatch = (pass: GPUComputePassEncoder): void => {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindings);
      pass.dispatchWorkgroups(...workgroups);
    };
    this.#heard.push({ label: pipeline.label, bytes: this.#bytes.get(bindings) ?? 0, dispatch });
  }
}

// --- internal ---

type Workgroups = Parameters<GPUComputePassEncoder["dispatchWorkgroups"]>;

/** Has something done after each call of a method of all objects of a class: with what it returned, and was called with. */
function after<Result, Args extends unknown[]>(
  { prototype }: { readonly prototype: object },
  name: string,
  then: (result: Result, ...args: Args) => void,
): void {
  const methods = prototype as Record<string, (this: unknown, ...args: Args) => Result>;
  const method = methods[name];
  if (!method) throw new TypeError(`Cannot listen to ${name} as there is no such method`);
  methods[name] = function (...args): Result {
    const result = method.apply(this, args);
    then(result, ...args);
    return result;
  };
}

function bytesOf({ buffer, offset = 0, size }: GPUBufferBinding): number {
  return size ?? buffer.size - offset;
}
