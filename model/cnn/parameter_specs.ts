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
import type { InertTensor, InitialValues, ParameterSpec } from "../parameters/parameter_spec.ts";
import type { Architecture } from "./architecture.ts";
import { OF_AMPLITUDE_BIAS, ofBias, ofConvolution, ofHead } from "./initial_values.ts";

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
    ...layer(`${prefix}.ChannelGate.mlp.1`, [hidden, width], { weight: ofBias }),
    ...layer(`${prefix}.ChannelGate.mlp.3`, [width, hidden], { weight: ofBias }),
    { name: `${prefix}.SpatialGate.compress.weight`, shape: [1, 2, 7, 7], initial: ofConvolution(2 * 7 * 7) },
  ];
}

function decoder(architecture: Architecture, head: "amp" | "phase"): ParameterSpec[] {
  const { channels, encoderWidths, decoderWidths, ringWidth, ringInputs } = architecture;
  const prefix = `autoencoder.decoder_${head}`;
  const widths = [encoderWidths.at(-1) ?? 0, ...decoderWidths];
  const last = decoderWidths.at(-1) ?? 0;
  const ends = { weight: ofHead, ...(head === "amp" && { bias: () => OF_AMPLITUDE_BIAS }) };
  return [
    ...decoderWidths.flatMap((width, index) => convolutionPair(`${prefix}.blocks.${index}`, widths[index] ?? 0, width)),
    ...layer(`${prefix}.${head}.conv1`, [channels, last - ringInputs, 3, 3], ends),
    ...convolutionPair(`${prefix}.${head}.conv_up_block`, ringInputs, ringWidth),
    ...layer(`${prefix}.${head}.conv2`, [channels, ringWidth, 3, 3], ends),
  ];
}

function convolutionPair(prefix: string, inputs: number, outputs: number): ParameterSpec[] {
  return [
    ...layer(`${prefix}.conv1`, [outputs, inputs, 3, 3]),
    ...layer(`${prefix}.conv2`, [outputs, outputs, 3, 3]),
  ];
}

/** How a layer begins, from the number of inputs of each of its outputs. */
interface LayerStart {
  /** @default {ofConvolution} */
  readonly weight?: (fanIn: number) => InitialValues;
  /** @default {ofBias} */
  readonly bias?: (fanIn: number) => InitialValues;
}

/** Weight and bias of a convolution or a linear layer: the first axis of the weight counts the outputs. */
function layer(
  prefix: string,
  shape: readonly [number, ...number[]],
  { weight = ofConvolution, bias = ofBias }: LayerStart = {},
): ParameterSpec[] {
  const [outputs, ...inputs] = shape;
  const fanIn = inputs.reduce((product, size) => product * size, 1);
  return [
    { name: `${prefix}.weight`, shape, initial: weight(fanIn) },
    { name: `${prefix}.bias`, shape: [outputs], initial: bias(fanIn) },
  ];
}
