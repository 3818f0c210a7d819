/**
 * The gate of channels and its gradients, as WebGPU programs; `backend/operations/attention.ts` says what they compute. The
 * matrices are small: what matters is that no invocation adds much by itself. So the products of a sum are shared out to
 * parts, neighbours having what lies side by side in memory, and the parts are then added in their order.
 *
 * @module
 */
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import { type NewGpuKernel, shapeOf } from "../programs/register_gpu_kernels.ts";

/** `ChannelGate` and its gradient. */
export const gpuChannelGateKernels: Readonly<Record<string, NewGpuKernel>> = {
  ChannelGate: ({ backend, inputs }) => {
    const [images = 0, channels = 0] = shapeOf(inputs, "pooled"), [hidden = 0] = shapeOf(inputs, "narrowBias");
    return backend.run(gateOf({ samples: images / 2, channels, hidden }), { inputs });
  },
  ChannelGateGradient: ({ backend, inputs }) => {
    const [samples = 0, channels = 0] = shapeOf(inputs, "gate"), [, hidden = 0] = shapeOf(inputs, "hidden");
    const perceptron = { samples, channels, hidden };
    const [dpooled, dhidden, dlogits] = backend.run(gradientOfSamples(perceptron), { inputs });
    if (!dpooled || !dhidden || !dlogits) throw new TypeError("Cannot differentiate a gate as a program has no output");
    const weights = backend.run(gradientOfWeights(perceptron), { inputs: { ...inputs, dhidden, dlogits } });
    for (const { dataId } of [dhidden, dlogits]) backend.disposeData(dataId);
    return [dpooled, ...weights];
  },
};

// --- internal ---

interface Perceptron {
  readonly samples: number;
  readonly channels: number;
  /** Numbers between the layers. */
  readonly hidden: number;
}

/** Invocations of a workgroup, which has one sample. */
const WORKGROUP = 256;

/** Into how many parts a sum is cut, of which there are so many. */
function partsOf(sums: number): number {
  return Math.max(1, Math.floor(WORKGROUP / sums));
}

const gateOf = gpuProgram("channel gate", ({ samples, channels, hidden: width }: Perceptron): GpuSource => {
  const parts = partsOf(2 * width), row = (unit: string): string => `(group + ${unit} / ${width} * ${samples})`;
  return {
    inputs: ["pooled", "narrow", "narrowBias", "wide", "wideBias"],
    outputs: { gate: [samples, channels], hidden: [2 * samples, width] },
    ...{ workgroup: WORKGROUP, invocations: samples * WORKGROUP, together: true },
    declarations: `var<workgroup> parts: array<f32, ${2 * width * parts}>;
var<workgroup> units: array<f32, ${2 * width}>;`,
    body: `
  let busy = group < ${samples};
  for (var at = lane; busy && at < ${2 * width * parts}; at += ${WORKGROUP}) {
    let unit = at % ${2 * width};
    let first = ${row("unit")} * ${channels};
    var sum = 0.0;
    for (var channel = at / ${2 * width}; channel < ${channels}; channel += ${parts}) {
      sum += pooled[first + channel] * narrow[channel * ${width} + unit % ${width}];
    }
    parts[at] = sum;
  }
  workgroupBarrier();
  for (var unit = lane; busy && unit < ${2 * width}; unit += ${WORKGROUP}) {
    var sum = 0.0;
    for (var part = 0; part < ${parts}; part++) { sum += parts[part * ${2 * width} + unit]; }
    let value = max(sum + narrowBias[unit % ${width}], 0.0);
    units[unit] = value;
    hidden[${row("unit")} * ${width} + unit % ${width}] = value;
  }
  workgroupBarrier();
  for (var channel = lane; busy && channel < ${channels}; channel += ${WORKGROUP}) {
    var means = 0.0;
    var largest = 0.0;
    for (var unit = 0; unit < ${width}; unit++) {
      let weight = wide[unit * ${channels} + channel];
      means += units[unit] * weight;
      largest += units[unit + ${width}] * weight;
    }
    let logit = (means + wideBias[channel]) + (largest + wideBias[channel]);
    gate[group * ${channels} + channel] = 1.0 / (1.0 + exp(-logit));
  }`,
  };
});

/** Of each sample the gradients by what was pooled, by the hidden numbers and by the logits, of which both halves have the same. */
const gradientOfSamples = gpuProgram("channel gate gradient", (perceptron: Perceptron): GpuSource => {
  const { samples, channels, hidden: width } = perceptron, parts = partsOf(width);
  return {
    inputs: ["narrow", "wide", "gate", "hidden", "dgate"],
    outputs: { dpooled: [2 * samples, channels], dhidden: [2 * samples, width], dlogits: [samples, channels] },
    ...{ workgroup: WORKGROUP, invocations: samples * WORKGROUP, together: true },
    declarations: `var<workgroup> parts: array<f32, ${width * parts}>;
var<workgroup> units: array<f32, ${2 * width}>;
fn logitAt(at: i32) -> f32 { return dgate[at] * (gate[at] * (1.0 - gate[at])); }`,
    body: `
  let busy = group < ${samples};
  let first = group * ${channels};
  for (var channel = lane; busy && channel < ${channels}; channel += ${WORKGROUP}) {
    dlogits[first + channel] = logitAt(first + channel);
  }
  for (var at = lane; busy && at < ${width * parts}; at += ${WORKGROUP}) {
    var sum = 0.0;
    for (var channel = at % ${parts}; channel < ${channels}; channel += ${parts}) {
      sum += logitAt(first + channel) * wide[at / ${parts} * ${channels} + channel];
    }
    parts[at] = sum;
  }
  workgroupBarrier();
  for (var unit = lane; busy && unit < ${2 * width}; unit += ${WORKGROUP}) {
    var sum = 0.0;
    for (var part = 0; part < ${parts}; part++) { sum += parts[unit % ${width} * ${parts} + part]; }
    let at = (group + unit / ${width} * ${samples}) * ${width} + unit % ${width};
    let value = select(0.0, sum, hidden[at] > 0.0);
    units[unit] = value;
    dhidden[at] = value;
  }
  workgroupBarrier();
  for (var at = lane; busy && at < ${2 * channels}; at += ${WORKGROUP}) {
    let half = at / ${channels};
    var sum = 0.0;
    for (var unit = 0; unit < ${width}; unit++) {
      sum += units[half * ${width} + unit] * narrow[at % ${channels} * ${width} + unit];
    }
    dpooled[(group + half * ${samples}) * ${channels} + at % ${channels}] = sum;
  }`,
  };
});

/** An invocation for each weight of a layer: it has one of the other layer too, and the first have biases. */
const gradientOfWeights = gpuProgram("channel gate weights", (perceptron: Perceptron): GpuSource => {
  const { samples, channels, hidden: width } = perceptron;
  return {
    inputs: ["pooled", "hidden", "dhidden", "dlogits"],
    outputs: { dnarrow: [channels, width], dnarrowBias: [width], dwide: [width, channels], dwideBias: [channels] },
    invocations: channels * width,
    body: `
  var sums = vec4<f32>();
  for (var row = 0; row < ${2 * samples}; row++) {
    let errors = dhidden[row * ${width} + id % ${width}];
    let logits = dlogits[row % ${samples} * ${channels} + id % ${channels}];
    sums += vec4<f32>(
      pooled[row * ${channels} + id / ${width}] * errors,
      errors,
      hidden[row * ${width} + id / ${channels}] * logits,
      logits,
    );
  }
  dnarrow[id] = sums.x;
  dwide[id] = sums.z;
  if (id < ${width}) { dnarrowBias[id] = sums.y; }
  if (id < ${channels}) { dwideBias[id] = sums.w; }`,
  };
});
