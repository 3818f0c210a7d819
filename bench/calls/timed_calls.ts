/**
 * How often WebGPU is called, and how long its calls take until they return.
 *
 * @module
 */

/** Calls of one kind. */
export interface Calls {
  /** How many. */
  readonly count: number;
  /** Milliseconds of all of them. */
  readonly ms: number;
}

/** Counts calls of WebGPU, of whoever makes them, from when it is made on. There is one in a program. */
export class TimedCalls {
  readonly #calls = new Map<string, { count: number; ms: number }>();

  constructor() {
    for (const [owner, names] of COUNTED) {
      const methods = owner.prototype as unknown as Record<string, Method>;
      for (const name of names) {
        const method = methods[name];
        if (method) methods[name] = this.#timed(name, method);
      }
    }
  }

  /** Calls since it was asked last, by their names, those that took longest first. */
  take(): ReadonlyMap<string, Calls> {
    const taken = new Map([...this.#calls].sort(([, { ms }], [, other]) => other.ms - ms));
    this.#calls.clear();
    return taken;
  }

  #timed(name: string, method: Method): Method {
    const calls = this.#calls;
    return function (...args): unknown {
      const start = performance.now();
      try {
        return method.apply(this, args);
      } finally {
        const call = calls.get(name) ?? { count: 0, ms: 0 };
        calls.set(name, { count: call.count + 1, ms: call.ms + performance.now() - start });
      }
    };
  }
}

// --- internal ---

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** What a step calls. */
const COUNTED = [
  [GPUComputePassEncoder, ["setPipeline", "setBindGroup", "dispatchWorkgroups", "end"]],
  [GPUCommandEncoder, ["beginComputePass", "copyBufferToBuffer", "finish"]],
  [GPUQueue, ["submit", "writeBuffer"]],
  [GPUDevice, [
    ...["createBuffer", "createBindGroup", "createCommandEncoder", "createShaderModule", "createComputePipeline"],
  ]],
  [GPUBuffer, ["mapAsync", "getMappedRange", "unmap", "destroy"]],
] as const;
