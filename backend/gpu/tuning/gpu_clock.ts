/**
 * The time that calls of programs take on a GPU: by its own clock where it has one that can be read, else by the time until
 * what was handed in is done.
 *
 * @module
 */

/** Dispatches something into a pass. */
export type Dispatch = (pass: GPUComputePassEncoder) => void;

/** What is timed: a dispatch, and how often in a row. */
export interface Repeated {
  readonly dispatch: Dispatch;
  readonly times: number;
}

/** Hands in a call, once. */
export function runOnce(device: GPUDevice, dispatch: Dispatch): void {
  const encoder = device.createCommandEncoder();
  record(encoder, { dispatch, times: 1 }, {});
  device.queue.submit([encoder.finish()]);
}

/**
 * Times calls, each by itself.
 *
 * @param device The device.
 * @param calls The calls, of which each is repeated; they are handed in together where the GPU has a clock.
 * @returns Milliseconds of one dispatch of each call.
 */
export async function timeOnGpu(device: GPUDevice, calls: readonly Repeated[]): Promise<number[]> {
  const times = device.features.has("timestamp-query") ? await byStamps(device, calls) : await byWaiting(device, calls);
  return times.map((milliseconds, index) => milliseconds / (calls[index]?.times ?? 1));
}

// --- internal ---

/** Calls whose stamps fit one set of queries: 4096 is what every device has. */
const MOST = 2048;

async function byStamps(device: GPUDevice, calls: readonly Repeated[]): Promise<number[]> {
  if (calls.length > MOST) {
    return [...await byStamps(device, calls.slice(0, MOST)), ...await byStamps(device, calls.slice(MOST))];
  }
  const bytes = 16 * calls.length;
  const querySet = device.createQuerySet({ type: "timestamp", count: 2 * calls.length });
  const resolved = device.createBuffer({ size: bytes, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
  const read = device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  try {
    const encoder = device.createCommandEncoder();
    calls.forEach((call, index) => {
      const [beginningOfPassWriteIndex, endOfPassWriteIndex] = [2 * index, 2 * index + 1];
      record(encoder, call, { timestampWrites: { querySet, beginningOfPassWriteIndex, endOfPassWriteIndex } });
    });
    encoder.resolveQuerySet(querySet, 0, 2 * calls.length, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, read, 0, bytes);
    device.queue.submit([encoder.finish()]);
    await read.mapAsync(GPUMapMode.READ, 0, bytes);
    const stamps = new BigUint64Array(read.getMappedRange(0, bytes).slice(0));
    return calls.map((_, index) => Number((stamps[2 * index + 1] ?? 0n) - (stamps[2 * index] ?? 0n)) / 1e6);
  } finally {
    querySet.destroy();
    resolved.destroy();
    read.destroy();
  }
}

async function byWaiting(device: GPUDevice, calls: readonly Repeated[]): Promise<number[]> {
  const times: number[] = [];
  for (const call of calls) {
    const encoder = device.createCommandEncoder();
    record(encoder, call, {});
    const commands = encoder.finish();
    await device.queue.onSubmittedWorkDone();
    const start = performance.now();
    device.queue.submit([commands]);
    await device.queue.onSubmittedWorkDone();
    times.push(performance.now() - start);
  }
  return times;
}

function record(encoder: GPUCommandEncoder, { dispatch, times }: Repeated, descriptor: GPUComputePassDescriptor): void {
  const pass = encoder.beginComputePass(descriptor);
  for (let time = 0; time < times; time++) dispatch(pass);
  pass.end();
}
