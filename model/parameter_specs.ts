/**
 * The list of the network's parameters. Names, order and shapes are those of PtychoPINN's `state_dict` (PyTorch layouts:
 * convolutions O, I, height, width; linear layers out, in), so that weights can be exchanged with it.
 *
 * PtychoPINN also stores tensors that take no part in what is computed here: an affine fit and the scales of the
 * rectangular forward model, and the ring path of networks that do not paint the ring. They are listed apart, as inert:
 * they are written with constant values and skipped when read.
 *
 * @module
 */
import type { Architecture } from "./architecture.ts";

/** One parameter. */
export interface ParameterSpec {
  /** Name in the `state_dict`, such as `autoencoder.encoder.blocks.0.conv1.weight`. */
  readonly name: string;
  /** Shape in PyTorch layout. */
  readonly shape: readonly number[];
  /** Inputs of each output of the layer; sets the range of the initial values. */
  readonly fanIn: number;
}

/**
 * The trained parameters, in order.
 *
 * @param architecture The network.
 * @returns One entry for each parameter.
 */
export function parameterSpecs(architecture: Architecture): ParameterSpec[] {
  const specs = [...encoder(architecture), ...decoder(architecture, "amp"), ...decoder(architecture, "phase")];
  return architecture.paintsRing ? specs : specs.filter(({ name }) => !isRing(name));
}

/** A tensor of PtychoPINN's `state_dict` without effect, and the constant that stands in each of its elements. */
export interface InertTensor {
  /** Name in the `state_dict`. */
  readonly name: string;
  /** Shape in PyTorch layout. */
  readonly shape: readonly number[];
  /** What every element is on export. */
  readonly value: number;
}

/**
 * The tensors that are only there for exchange with PtychoPINN.
 *
 * @param architecture The network.
 * @param mode `model.mode`: a supervised network there has no forward model.
 * @returns Ones for the fits of the forward model, zeros for a ring path that is not used.
 */
export function inertTensors(architecture: Architecture, mode: "pinn" | "supervised"): InertTensor[] {
  const forward = mode === "supervised" ? [] : FORWARD_FITS.map((name) => ({ name, shape: [1], value: 1 }));
  if (architecture.paintsRing) return forward;
  const ring = parameterSpecs({ ...architecture, paintsRing: true }).filter(({ name }) => isRing(name));
  return [...ring.map(({ name, shape }) => ({ name, shape, value: 0 })), ...forward];
}

/** Number of hidden units of the channel gate of `channels` channels. */
export function gateWidth(channels: number): number {
  return Math.max(1, Math.floor(channels / 16));
}

// --- internal ---

const FORWARD_FITS = [
  "forward_model.alpha",
  "forward_model.beta",
  "forward_model.rect_scaler.s1",
  "forward_model.rect_scaler.s2",
];

function isRing(name: string): boolean {
  return /\.(amp|phase)\.(conv_up_block|conv2)\./.test(name);
}

function encoder({ channels, encoderWidths, attention }: Architecture): ParameterSpec[] {
  return encoderWidths.flatMap((width, index) => {
    const prefix = `autoencoder.encoder.blocks.${index}`;
    const block = convolutionPair(prefix, encoderWidths[index - 1] ?? channels, width);
    return attention ? [...block, ...attentionBlock(`${prefix}.attention`, width)] : block;
  });
}

function attentionBlock(prefix: string, width: number): ParameterSpec[] {
  const hidden = gateWidth(width);
  return [
    ...layer(`${prefix}.ChannelGate.mlp.1`, [hidden, width]),
    ...layer(`${prefix}.ChannelGate.mlp.3`, [width, hidden]),
    { name: `${prefix}.SpatialGate.compress.weight`, shape: [1, 2, 7, 7], fanIn: 98 },
  ];
}

function decoder(architecture: Architecture, head: "amp" | "phase"): ParameterSpec[] {
  const { channels, encoderWidths, decoderWidths, ringWidth, ringInputs } = architecture;
  const prefix = `autoencoder.decoder_${head}`;
  const widths = [encoderWidths.at(-1) ?? 0, ...decoderWidths];
  const last = decoderWidths.at(-1) ?? 0;
  return [
    ...decoderWidths.flatMap((width, index) => convolutionPair(`${prefix}.blocks.${index}`, widths[index] ?? 0, width)),
    ...layer(`${prefix}.${head}.conv1`, [channels, last - ringInputs, 3, 3]),
    ...convolutionPair(`${prefix}.${head}.conv_up_block`, ringInputs, ringWidth),
    ...layer(`${prefix}.${head}.conv2`, [channels, ringWidth, 3, 3]),
  ];
}

function convolutionPair(prefix: string, inputs: number, outputs: number): ParameterSpec[] {
  return [
    ...layer(`${prefix}.conv1`, [outputs, inputs, 3, 3]),
    ...layer(`${prefix}.conv2`, [outputs, outputs, 3, 3]),
  ];
}

/** Weight and bias of a convolution or a linear layer: the first axis of the weight counts the outputs. */
function layer(prefix: string, shape: readonly [number, ...number[]]): ParameterSpec[] {
  const [outputs, ...inputs] = shape;
  const fanIn = inputs.reduce((product, size) => product * size, 1);
  return [
    { name: `${prefix}.weight`, shape, fanIn },
    { name: `${prefix}.bias`, shape: [outputs], fanIn },
  ];
}
