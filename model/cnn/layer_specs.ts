/**
 * The parameters of single layers: names, shapes and first values.
 *
 * @module
 */
import type { InitialValues, ParameterSpec } from "../parameters/parameter_spec.ts";
import type { AttentionKind } from "./architecture.ts";
import { ofBias, ofConvolution } from "./initial_values.ts";

/** How a layer begins, from the number of inputs of each of its outputs. */
export interface LayerStart {
  /** @default {ofConvolution} */
  readonly weight?: (fanIn: number) => InitialValues;
  /** @default {ofBias} */
  readonly bias?: (fanIn: number) => InitialValues;
}

/** Weight and bias of a convolution or a linear layer: the first axis of the weight counts the outputs. */
export function layer(
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

/** Two convolutions, as {@link convolutionBlock} computes them. */
export function convolutionPair(
  prefix: string,
  [inputs, outputs]: readonly [number, number],
  normalised = false,
): ParameterSpec[] {
  return [
    ...layer(`${prefix}.conv1`, [outputs, inputs, 3, 3]),
    ...layer(`${prefix}.conv2`, [outputs, outputs, 3, 3]),
    ...(normalised ? [...normalisation(`${prefix}.bn1`, outputs), ...normalisation(`${prefix}.bn2`, outputs)] : []),
  ];
}

/** Batch normalisation: what is learned, and what is measured. */
export function normalisation(prefix: string, channels: number): ParameterSpec[] {
  const filled = (name: string, value: number): ParameterSpec => ({
    name: `${prefix}.${name}`,
    shape: [channels],
    initial: { kind: "constant", value },
  });
  return [filled("weight", 1), filled("bias", 0), filled("running_mean", 0), filled("running_var", 1)];
}

/** Whether a parameter is measured instead of learned. */
export function isMeasured({ name }: ParameterSpec): boolean {
  return /\.running_(mean|var)$/.test(name);
}

/** Attention of each kind under one name: the names of their parameters differ. */
export function attentionBlock(
  prefix: string,
  kinds: readonly AttentionKind[],
  { channels, kernel = 7 }: { readonly channels: number; readonly kernel?: number },
): ParameterSpec[] {
  return kinds.flatMap((kind) => {
    switch (kind) {
      case "eca":
        return [{ name: `${prefix}.conv.weight`, shape: [1, 1, ECA_TAPS], initial: ofBias(ECA_TAPS) }];
      case "cbam":
        return [...channelGate(`${prefix}.ChannelGate`, channels), spatialGate(`${prefix}.SpatialGate`, 7)];
      case "spatial":
        return [spatialGate(`${prefix}.spatial_gate`, kernel)];
    }
  });
}

/** Number of hidden units of the channel gate of `channels` channels. */
export function gateWidth(channels: number): number {
  return Math.max(1, Math.floor(channels / 16));
}

// --- internal ---

/** Neighbouring channels that a channel's weight is computed from, itself included (ECA). */
const ECA_TAPS = 3;

function channelGate(prefix: string, channels: number): ParameterSpec[] {
  const hidden = gateWidth(channels);
  return [
    ...layer(`${prefix}.mlp.1`, [hidden, channels], { weight: ofBias }),
    ...layer(`${prefix}.mlp.3`, [channels, hidden], { weight: ofBias }),
  ];
}

function spatialGate(prefix: string, kernel: number): ParameterSpec {
  return {
    name: `${prefix}.compress.weight`,
    shape: [1, 2, kernel, kernel],
    initial: ofConvolution(2 * kernel ** 2),
  };
}
