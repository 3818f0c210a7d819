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
import type { Architecture, DecoderShape } from "./architecture.ts";
import { biasOfOne, ofBias, ofHead, ofHeads, siluInverse } from "./initial_values.ts";
import { attentionBlock, convolutionPair, isMeasured, layer, normalisation } from "./layer_specs.ts";

/**
 * The trained parameters, in order.
 *
 * @param architecture The network.
 * @returns One entry for each parameter.
 */
export function parameterSpecs(architecture: Architecture): ParameterSpec[] {
  return usedTensors(architecture).filter((spec) => !isMeasured(spec));
}

/**
 * What is measured in training instead of learned, in order: the running statistics of batch normalisation.
 *
 * @param architecture The network.
 * @returns One entry for each buffer.
 */
export function bufferSpecs(architecture: Architecture): ParameterSpec[] {
  return usedTensors(architecture).filter(isMeasured);
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
  if (architecture.paths !== "centre") return forward;
  const ring = tensors(architecture).filter(({ name }) => isRing(name));
  return [...ring.map(({ name, shape }) => ({ name, shape, value: 0 })), ...forward];
}

// --- internal ---

const FORWARD_FITS = [
  "forward_model.alpha",
  "forward_model.beta",
  "forward_model.rect_scaler.s1",
  "forward_model.rect_scaler.s2",
];

function isRing(name: string): boolean {
  return /\.(amp|phase|head)\.(conv_up_block|conv2|bn2)\./.test(name);
}

function usedTensors(architecture: Architecture): ParameterSpec[] {
  return tensors(architecture).filter(({ name }) => architecture.paths !== "centre" || !isRing(name));
}

function tensors(architecture: Architecture): ParameterSpec[] {
  return [...encoder(architecture), ...architecture.decoders.flatMap((shape) => decoder(architecture, shape))];
}

function encoder({ channels, encoderWidths, attention }: Architecture): ParameterSpec[] {
  const blocks = encoderWidths.flatMap((width, index) => {
    const prefix = `autoencoder.encoder.blocks.${index}`;
    return [
      ...convolutionPair(prefix, [encoderWidths[index - 1] ?? channels, width]),
      ...attentionBlock(`${prefix}.attention`, attention.encoder, { channels: width }),
    ];
  });
  const features = encoderWidths.at(-1) ?? 0;
  return [...blocks, ...attentionBlock("autoencoder.bottleneck_cbam", attention.bottleneck, { channels: features })];
}

function decoder(architecture: Architecture, shape: DecoderShape): ParameterSpec[] {
  const { encoderWidths, decoderWidths, attention, spatialKernel: kernel } = architecture;
  const prefix = `autoencoder.decoder_${shape.name}`;
  const widths = [encoderWidths.at(-1) ?? 0, ...decoderWidths];
  const last = decoderWidths.length - 1;
  return [
    ...decoderWidths.flatMap((width, index) =>
      convolutionPair(`${prefix}.blocks.${index}`, [widths[index] ?? 0, width], shape.normalised)
    ),
    ...decoderWidths.flatMap((channels, index) =>
      attentionBlock(`${prefix}.attention_blocks.${index}`, attention.decoder, { channels, kernel })
    ),
    ...(shape.refined ? refinement(prefix, decoderWidths) : []),
    ...lastStage(`${prefix}.${shape.name === "shared" ? "head" : shape.name}`, shape, {
      ...architecture,
      inputs: decoderWidths[last] ?? 0,
    }),
  ];
}

/** Residual blocks, the last one twice as wide inside, and the attention behind them. */
function refinement(prefix: string, widths: readonly number[]): ParameterSpec[] {
  const blocks = widths.flatMap((width, index) => {
    const inner = width * (index === widths.length - 1 ? 2 : 1);
    const block = `${prefix}.refinement_blocks.${index}.block`;
    return [
      ...layer(`${block}.0`, [inner, width, 3, 3]),
      ...layer(`${block}.2`, [inner, inner, 3, 3]),
      ...layer(`${block}.4`, [width, inner, 3, 3]),
    ];
  });
  return [...blocks, ...attentionBlock(`${prefix}.eca`, ["eca"], { channels: widths.at(-1) ?? 0 })];
}

function lastStage(
  prefix: string,
  { name, outputs, ringInputs, normalised }: DecoderShape,
  { paths, ringWidth, amplitudeEnd, inputs }: Architecture & { readonly inputs: number },
): ParameterSpec[] {
  const count = outputs.reduce((sum, channels) => sum + channels, 0);
  const bn = (layer: string): ParameterSpec[] => normalised ? normalisation(`${prefix}.${layer}`, count) : [];
  const whole = paths === "whole";
  return [
    ...(whole ? [] : layer(`${prefix}.conv1`, [count, inputs - ringInputs, 3, 3], {
      weight: ofHead,
      bias: biasOf(name, outputs, biasOfOne(amplitudeEnd)),
    })),
    ...convolutionPair(`${prefix}.conv_up_block`, [whole ? inputs : ringInputs, ringWidth], normalised),
    ...layer(`${prefix}.conv2`, [count, ringWidth, 3, 3], {
      weight: ofHead,
      bias: biasOf(name, outputs, whole ? biasOfOne(amplitudeEnd) : ringBias(name, amplitudeEnd)),
    }),
    ...(whole ? [] : bn("bn1")),
    ...bn("bn2"),
  ];
}

/** A ring goes through a SiLU, and that of a shared decoder through the end of its head besides. */
function ringBias(name: DecoderShape["name"], end: Architecture["amplitudeEnd"]): number {
  return siluInverse(name === "shared" ? biasOfOne(end) : 1);
}

/** First biases of a last stage: those of the amplitude, or of the real part, have one value. */
function biasOf(
  name: DecoderShape["name"],
  outputs: readonly number[],
  value: number,
): (fanIn: number) => InitialValues {
  if (name === "phase") return ofBias;
  return () => name === "amp" ? { kind: "constant", value } : ofHeads(outputs, [value, 0]);
}
