/**
 * Commands of a step: what a command encoder was told, to be told to another one.
 *
 * @module
 */

/** A program that is run, or bytes that are copied from a buffer to another. */
export type RecordedCommand =
  | {
    readonly pipeline: GPUComputePipeline;
    readonly bindings: GPUBindGroup;
    readonly workgroups: readonly [number, number?, number?];
  }
  | {
    readonly from: GPUBuffer;
    readonly first: number;
    readonly to: GPUBuffer;
    readonly at: number;
    readonly size: number;
  };

/**
 * An encoder that passes on what it is told, and takes it down.
 *
 * @param encoder Told the same.
 * @param take Takes down a command.
 */
export function recordingEncoder(
  encoder: GPUCommandEncoder,
  take: (command: RecordedCommand) => void,
): GPUCommandEncoder {
  const copy = (...[from, first, to, at, size]: [GPUBuffer, number, GPUBuffer, number, number]): void => {
    encoder.copyBufferToBuffer(from, first, to, at, size);
    // What comes from the host is there already when the step is done again.
    if ((from.usage & GPUBufferUsage.MAP_WRITE) === 0) take({ from, first, to, at, size });
  };
  const told = {
    beginComputePass: (descriptor?: GPUComputePassDescriptor) =>
      recordingPass(encoder.beginComputePass(descriptor), take),
    copyBufferToBuffer: copy,
    finish: () => encoder.finish(),
  };
  return told as unknown as GPUCommandEncoder;
}

/**
 * Tells an encoder all of it again.
 *
 * @param encoder The encoder, outside of a pass.
 * @param commands The commands.
 */
export function encodeCommands(encoder: GPUCommandEncoder, commands: readonly RecordedCommand[]): void {
  let pass: GPUComputePassEncoder | null = null;
  let current: GPUComputePipeline | null = null;
  for (const command of commands) {
    if ("from" in command) {
      pass?.end();
      pass = current = null;
      encoder.copyBufferToBuffer(command.from, command.first, command.to, command.at, command.size);
      continue;
    }
    pass ??= encoder.beginComputePass();
    if (current !== command.pipeline) pass.setPipeline(current = command.pipeline);
    pass.setBindGroup(0, command.bindings);
    pass.dispatchWorkgroups(...command.workgroups);
  }
  pass?.end();
}

// --- internal ---

function recordingPass(pass: GPUComputePassEncoder, take: (command: RecordedCommand) => void): GPUComputePassEncoder {
  let pipeline: GPUComputePipeline | null = null;
  let bindings: GPUBindGroup | null = null;
  const told = {
    setPipeline: (next: GPUComputePipeline): void => pass.setPipeline(pipeline = next),
    setBindGroup: (index: number, next: GPUBindGroup): void => pass.setBindGroup(index, bindings = next),
    dispatchWorkgroups: (...workgroups: [number, number?, number?]): void => {
      pass.dispatchWorkgroups(...workgroups);
      if (pipeline && bindings) take({ pipeline, bindings, workgroups });
    },
    end: (): void => pass.end(),
  };
  return told as unknown as GPUComputePassEncoder;
}
