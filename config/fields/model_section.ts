/**
 * The `model` section: what is learned, by which network, through which physics, against which loss.
 *
 * @module
 */
import { z } from "../../packages/zod.ts";
import { field, fraction, nonNegative, positive, whole } from "./field.ts";
import { spectralNetworkFields } from "./spectral_network_fields.ts";

const PINN = [{ path: "model.mode", is: ["pinn"] }];
const RECTANGULAR = [{ path: "model.forwardMode", is: ["rectangular_scaled"] }];

/** zod schema of the `model` section; strict, every key has a default. */
export const modelSchema = z.strictObject({
  mode: field(z.enum(["pinn", "supervised"]).default("pinn"), {
    about: "Learn from diffraction through the physics (pinn) or from labelled patches (supervised)",
    flags: ["model-type"],
    reference: ["model_type", "mode"],
    instead: { unsupervised: "pinn" },
  }),
  architecture: field(z.enum(["cnn", "ffno", "fno", "fno_vanilla", "neuralop_uno"]).default("cnn"), {
    about: "Family of the network",
    reference: ["architecture"],
    pending: "only cnn can be trained, another value is refused when training starts",
  }),
  filterScale: field(z.number().min(0.125).max(64).default(2), {
    about: "Multiplies every width of the CNN; fractions from 0.125 make small networks",
    flags: ["n-filters-scale"],
    reference: ["n_filters_scale"],
  }),
  ampActivation: field(z.enum(["sigmoid", "silu", "softplus", "relu"]).default("silu"), {
    about: "Activation of the amplitude head",
    reference: ["amp_activation"],
    instead: { swish: "silu" },
    activeWhen: [{ path: "model.outputMode", is: ["amp_phase"] }],
  }),
  outputMode: field(z.enum(["amp_phase", "real_imag"]).default("amp_phase"), {
    about: "What the two heads of the CNN paint: amplitude and phase, or real and imaginary part within ±1.2",
    reference: ["cnn_output_mode"],
  }),
  cbamEncoder: field(z.boolean().default(true), {
    about: "Channel and spatial attention (CBAM) in every block of the encoder",
    reference: ["cbam_encoder"],
  }),
  cbamBottleneck: attention("Channel and spatial attention (CBAM) behind the encoder", "cbam_bottleneck"),
  cbamDecoder: attention("Channel and spatial attention (CBAM) in every block of the decoders", "cbam_decoder"),
  ecaEncoder: attention("Efficient channel attention (ECA) in every block of the encoder, before CBAM", "eca_encoder"),
  ecaDecoder: attention("Efficient channel attention (ECA) in every block of the decoders, before CBAM", "eca_decoder"),
  spatialDecoder: attention("Spatial attention in every block of the decoders, behind any other", "spatial_decoder"),
  decoderSpatialKernel: field(whole(1).max(63).default(7), {
    about: "Side of the filter of the decoders' spatial attention, odd",
    unit: "px",
    reference: ["decoder_spatial_kernel"],
    activeWhen: [{ path: "model.spatialDecoder", is: [true] }],
  }),
  batchNorm: field(z.boolean().default(false), {
    about: "Batch normalisation in the phase decoder, or in the shared one",
    reference: ["batch_norm"],
  }),
  sharedDecoder: field(z.boolean().default(false), {
    about: "One decoder for both heads, refined by residual blocks, instead of one for each",
    reference: ["use_shared_decoder"],
  }),
  legacyDecoderChannels: field(z.boolean().default(false), {
    about: "Let decoderOuterFraction and decoderAmpChannels decide the channels of the last decoder stage",
    reference: ["use_legacy_decoder_channel_override"],
  }),
  decoderOuterFraction: field(fraction().default(0.125), {
    about: "Share of the last decoder block's channels that paint the outer ring; at most a half",
    reference: ["decoder_last_c_outer_fraction"],
    activeWhen: [{ path: "model.legacyDecoderChannels", is: [true] }],
  }),
  decoderAmpChannels: field(whole(1).default(1), {
    about: "Output channels of the amplitude head: 1, which all patches of a group share, or one for each",
    reference: ["decoder_last_amp_channels"],
    activeWhen: [{ path: "model.legacyDecoderChannels", is: [true] }],
  }),
  objectBig: field(z.boolean().nullable().default(null), {
    about: "Merge a group's patches into one object before the physics; null does so for gridSize above 1",
    reference: ["object_big"],
  }),
  patchMerging: field(z.enum(["central_mask", "probe", "uniform"]).default("probe"), {
    about:
      "What a pixel counts where patches are merged: its light, or 1 in the central half (uniform divides exactly)",
    reference: ["training_patch_weighting"],
  }),
  probeBig: field(z.boolean().default(true), {
    about: "The decoders also paint the outer ring of the patch, not only its central half",
    reference: ["probe_big"],
    activeWhen: [{ path: "model.padObject", is: [true] }],
  }),
  padObject: field(z.boolean().default(true), {
    about: "The decoders' main path paints the central half of the patch and pads it; else one path paints all of it",
    reference: ["pad_object"],
  }),
  gaussianSmoothingSigma: field(nonNegative().default(0), {
    about: "Standard deviation of a Gaussian that smooths the illuminated object",
    unit: "px",
    reference: ["gaussian_smoothing_sigma"],
  }),
  probeTrainable: field(z.boolean().default(false), {
    about: "Learn the probe beside the network, starting from the one that was read",
    reference: ["probe_trainable"],
    activeWhen: [{ path: "model.mode", is: ["pinn"] }],
  }),
  positionsTrainable: field(z.boolean().default(false), {
    about: "Learn corrections of the scan positions beside the network, by the patches that are merged",
    activeWhen: [{ path: "model.mode", is: ["pinn"] }],
  }),
  positionsBound: field(positive().default(4), {
    about: "Corrections of positions stay below it on each axis",
    unit: "px",
    activeWhen: [{ path: "model.positionsTrainable", is: [true] }],
  }),
  intensityScaleTrainable: field(z.boolean().default(false), {
    about: "Learn one factor of all predicted amplitudes",
    reference: ["intensity_scale_trainable"],
    activeWhen: PINN,
  }),
  forwardMode: field(z.enum(["amplitude", "rectangular_scaled"]).default("amplitude"), {
    about: "What diffracts: the painted object, or its real and imaginary part with a scale each",
    reference: ["physics_forward_mode"],
  }),
  rectScaleTrainable: field(z.boolean().default(true), {
    about: "Learn the scales of the real and imaginary part in rectangular_scaled mode",
    reference: ["rect_s1s2_trainable"],
    activeWhen: RECTANGULAR,
  }),
  rectScaleInit: field(z.enum(["ones", "data"]).default("ones"), {
    about: "Where the scales of rectangular_scaled mode start: at 1, or where 16 samples are as bright as measured",
    reference: ["rect_s1s2_init"],
    activeWhen: RECTANGULAR,
  }),
  amplitudeGain: field(positive().default(1), {
    about: "Multiplies the predicted amplitude during training",
    reference: ["amplitude_physics_gain"],
  }),
  loss: field(z.enum(["poisson", "mae"]).default("poisson"), {
    about: "Poisson likelihood of counts, or mean absolute error of amplitudes; supervised models use mae",
    flags: ["torch-loss-mode"],
    reference: ["torch_loss_mode", "loss_function", "nll"],
  }),
  maeMatchEnergy: field(z.boolean().default(false), {
    about: "Scale each prediction to the L2 norm of its pattern before the mae loss",
    reference: ["torch_mae_pred_l2_match_target"],
    activeWhen: [{ path: "model.loss", is: ["mae"] }, { path: "model.maeWeight", isNot: [null, 0] }],
  }),
  ampLoss: regulariser("amplitude", "amp_loss"),
  ampLossCoeff: coefficient("amplitude", "amp_loss_coeff"),
  phaseLoss: regulariser("phase", "phase_loss"),
  phaseLossCoeff: coefficient("phase", "phase_loss_coeff"),
  maeWeight: mix("mae", "the mean absolute error of amplitudes", "mae_weight"),
  nllWeight: mix("poisson", "the Poisson likelihood", "nll_weight"),
  realspaceMaeWeight: field(nonNegative().default(0), {
    about: "Weight of the mean absolute difference of painted and known complex patches, added to the loss",
    reference: ["realspace_mae_weight"],
  }),
  realspaceWeight: field(nonNegative().default(0), {
    about: "Weight of the squared differences of neighbouring pixels of the complex patches, added to the loss",
    reference: ["realspace_weight"],
  }),
  ...spectralNetworkFields,
});

// --- internal: kinds of fields that recur ---

function attention(about: string, reference: string): z.ZodDefault<z.ZodBoolean> {
  return field(z.boolean().default(false), { about, reference: [reference] });
}

type Regulariser = z.ZodEnum<{ total_variation: "total_variation"; mean_deviation: "mean_deviation" }>;

function regulariser(part: string, reference: string): z.ZodDefault<z.ZodNullable<Regulariser>> {
  return field(z.enum(["total_variation", "mean_deviation"]).nullable().default(null), {
    about: `Regulariser of the ${part} patch, added to the loss`,
    reference: [reference],
  });
}

function coefficient(part: "amplitude" | "phase", reference: string): z.ZodDefault<z.ZodNumber> {
  return field(nonNegative().default(1), {
    about: `Coefficient of the ${part} regulariser`,
    reference: [reference],
    activeWhen: [{ path: part === "amplitude" ? "model.ampLoss" : "model.phaseLoss", isNot: [null] }],
  });
}

function mix(loss: "mae" | "poisson", about: string, reference: string): z.ZodDefault<z.ZodNullable<z.ZodNumber>> {
  return field(fraction().nullable().default(null), {
    about: `Weight of ${about} in the loss; null is 1 where model.loss is ${loss}, else 0`,
    reference: [reference],
    activeWhen: PINN,
  });
}
