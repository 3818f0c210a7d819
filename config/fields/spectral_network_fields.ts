/**
 * Fields of the `model` section for families of networks other than the CNN: Fourier neural operators and their
 * factorised kin. None can be trained yet.
 *
 * @module
 */
import { z } from "../../packages/zod.ts";
import { field, positive, whole } from "./field.ts";

const CNN_ONLY = "the network is always the CNN";

/** The fields, in their order within the section. */
export const spectralNetworkFields = {
  fnoModes: wholeNumber("Fourier modes an axis of the FNO networks", "fno_modes", 12),
  fnoWidth: wholeNumber("Width of the FNO networks", "fno_width", 32),
  fnoBlocks: wholeNumber("Spectral blocks of the FNO networks", "fno_blocks", 4),
  fnoCnnBlocks: wholeNumber("Convolution blocks after the spectral ones", "fno_cnn_blocks", 2),
  fnoInputChannels: wholeNumber("Input channels of the FNO lifter", "learned_input_channels", 1),
  fnoInputTransform: field(z.enum(["none", "sqrt", "log1p", "instancenorm"]).default("none"), {
    about: "Transform of the input's dynamic range for FNO networks",
    reference: ["fno_input_transform"],
    pending: CNN_ONLY,
  }),
  fnoOutputMode: field(z.enum(["real_imag", "amp_phase_logits", "amp_phase"]).default("real_imag"), {
    about: "What the output of FNO networks means",
    reference: ["generator_output_mode"],
    pending: CNN_ONLY,
  }),
  maxHiddenChannels: limit("Cap of the hidden channels", "max_hidden_channels"),
  resnetWidth: limit("Width of the residual bottleneck", "resnet_width"),
  ffnoBlocks: wholeNumber("Blocks of the factorised FNO encoder", "ffno_encoder_blocks", 24),
  ffnoModes: wholeNumber("Modes an axis of the factorised FNO encoder", "ffno_encoder_modes", 12),
  ffnoShareWeights: switched("Share spectral weights across FFNO blocks", "ffno_encoder_share_weights"),
  ffnoGateInit: real(positive().default(0.1), "Initial gate of FFNO blocks", "ffno_encoder_gate_init"),
  ffnoNorm: field(z.enum(["instance", "none"]).default("instance"), {
    about: "Normalisation inside FFNO blocks",
    reference: ["ffno_encoder_norm"],
    pending: CNN_ONLY,
  }),
  ffnoMlpRatio: real(positive().default(2), "Width ratio of the FFNO feed-forward layers", "ffno_encoder_mlp_ratio"),
  bottleneckBlocks: wholeNumber("Blocks of the spectral bottleneck", "spectral_bottleneck_blocks", 6),
  bottleneckModes: wholeNumber("Modes an axis of the spectral bottleneck", "spectral_bottleneck_modes", 12),
  bottleneckShareWeights: switched("Share weights across bottleneck blocks", "spectral_bottleneck_share_weights"),
  bottleneckGateInit: real(
    z.number().default(0.1),
    "Initial gate of bottleneck blocks",
    "spectral_bottleneck_gate_init",
  ),
  bottleneckGateMode: field(z.enum(["shared", "per_block"]).default("shared"), {
    about: "One gate for all bottleneck blocks or one each",
    reference: ["spectral_bottleneck_gate_mode"],
    pending: CNN_ONLY,
  }),
};

// --- internal: kinds of fields that recur ---

function wholeNumber(about: string, reference: string, value: number): z.ZodDefault<z.ZodInt> {
  return field(whole(1).default(value), { about, reference: [reference], pending: CNN_ONLY });
}

function limit(about: string, reference: string): z.ZodDefault<z.ZodNullable<z.ZodInt>> {
  return field(whole(1).nullable().default(null), { about, reference: [reference], pending: CNN_ONLY });
}

function switched(about: string, reference: string): z.ZodDefault<z.ZodBoolean> {
  return field(z.boolean().default(true), { about, reference: [reference], pending: CNN_ONLY });
}

function real(type: z.ZodDefault<z.ZodNumber>, about: string, reference: string): z.ZodDefault<z.ZodNumber> {
  return field(type, { about, reference: [reference], pending: CNN_ONLY });
}
