/**
 * The `execution` section: where and how the work runs and what is written down about it. None of it changes a result,
 * and none of it reaches the data or model code.
 *
 * @module
 */
import { z } from "zod";
import { field, whole } from "./field.ts";

const ONE_DEVICE = "training runs on one device";
const MAIN_THREAD = "batches are prepared on the main thread";
const NO_PATCH_IMAGES = "no patch images are logged";
const NO_EARLY_STOP = "training runs through all epochs";

/** zod schema of the `execution` section; strict, every key has a default. */
export const executionSchema = z.strictObject({
  accelerator: field(z.enum(["auto", "cpu", "webgpu", "gpu"]).default("auto"), {
    about: "auto takes a hardware WebGPU adapter, else the CPU; webgpu takes any adapter; gpu means webgpu",
    reference: ["accelerator", "device"],
    instead: { cuda: "webgpu", mps: "webgpu", tpu: "cpu" },
  }),
  threads: field(whole(1).max(256).nullable().default(null), {
    about: "Threads of accelerator cpu, which no result depends on; null takes as many as there are cores",
  }),
  devices: field(whole(1).default(1), {
    about: "Number of devices",
    reference: ["devices", "n_devices"],
    pending: ONE_DEVICE,
  }),
  strategy: field(z.enum(["auto", "ddp", "fsdp", "deepspeed"]).default("auto"), {
    about: "How work is distributed over devices",
    reference: ["strategy"],
    pending: ONE_DEVICE,
  }),
  deterministic: field(z.union([z.boolean(), z.literal("warn")]).default(true), {
    about: "Same bits from run to run; warn goes on where a kernel cannot",
    reference: ["deterministic"],
    pending: "the kernels in use are the same either way",
  }),
  precision: field(z.enum(["32-true", "16-mixed", "bf16-mixed"]).default("32-true"), {
    about: "Floating-point precision",
    reference: ["precision"],
    pending: "all sums are done in 32 bits",
  }),
  workers: field(whole(0).default(0), {
    about: "Workers that prepare batches; 0 prepares them on the main thread",
    flags: ["num-workers"],
    reference: ["num_workers"],
    pending: MAIN_THREAD,
  }),
  prefetch: field(whole(1).nullable().default(null), {
    about: "Batches each worker prepares ahead",
    flags: ["prefetch-factor"],
    reference: ["prefetch_factor"],
    pending: MAIN_THREAD,
  }),
  pinMemory: field(z.boolean().default(false), {
    about: "Keep batches in memory that the device reads directly",
    reference: ["pin_memory"],
    pending: MAIN_THREAD,
  }),
  persistentWorkers: field(z.boolean().default(false), {
    about: "Keep workers from epoch to epoch",
    reference: ["persistent_workers"],
    pending: MAIN_THREAD,
  }),
  progress: field(z.boolean().default(true), {
    about: "Report progress: a bar on a terminal, a line an epoch elsewhere",
    flags: ["enable-progress-bar"],
    reference: ["enable_progress_bar"],
  }),
  checkpointing: field(z.boolean().default(true), {
    about: "Write checkpoints",
    flags: ["enable-checkpointing"],
    reference: ["enable_checkpointing"],
  }),
  checkpointSaveTopK: field(whole(-1).default(1), {
    about: "Best checkpoints to keep besides the last: -1 keeps all, 0 none",
    reference: ["checkpoint_save_top_k"],
  }),
  checkpointMonitor: field(z.string().min(1).nullable().default("val_loss"), {
    about: "Metric that ranks checkpoints; val_loss stands for the model's own validation loss, null ranks none",
    reference: ["checkpoint_monitor_metric"],
  }),
  checkpointMode: field(z.enum(["min", "max"]).default("min"), {
    about: "Whether a smaller or a greater value of the monitor is better",
    reference: ["checkpoint_mode"],
  }),
  earlyStopPatience: field(whole(1).nullable().default(null), {
    about: "Epochs without improvement of the monitor after which training stops; null never stops early",
    unit: "epochs",
    reference: ["early_stop_patience"],
    pending: NO_EARLY_STOP,
  }),
  earlyStopMinDelta: field(z.number().min(0).default(0), {
    about: "Change of the monitor that counts as an improvement",
    pending: NO_EARLY_STOP,
  }),
  logger: field(z.array(z.enum(["none", "csv", "jsonl", "tensorboard", "mlflow"])).min(1).default(["csv"]), {
    about: "Where metrics are written; several at once, none alone",
    reference: ["logger_backend"],
    pending: "only csv and none are written",
    working: [["none"], ["csv"]],
  }),
  reconLogEvery: field(whole(1).nullable().default(null), {
    about: "Log images of reconstructed patches every so many epochs",
    unit: "epochs",
    reference: ["recon_log_every_n_epochs"],
    pending: NO_PATCH_IMAGES,
  }),
  reconLogPatches: field(whole(1).default(4), {
    about: "How many patches to log",
    reference: ["recon_log_num_patches"],
    pending: NO_PATCH_IMAGES,
  }),
  reconLogIndices: field(z.array(whole(0)).nullable().default(null), {
    about: "Which samples to log; null spreads them evenly",
    reference: ["recon_log_fixed_indices"],
    pending: NO_PATCH_IMAGES,
  }),
  reconLogStitch: field(z.boolean().default(false), {
    about: "Log the stitched object too",
    reference: ["recon_log_stitch"],
    pending: NO_PATCH_IMAGES,
  }),
  reconLogMaxStitch: field(whole(1).nullable().default(null), {
    about: "Most samples in a logged stitched object",
    reference: ["recon_log_max_stitch_samples"],
    pending: NO_PATCH_IMAGES,
  }),
  logGradNorm: field(z.boolean().default(false), {
    about: "Log the norm of the gradients",
    reference: ["log_grad_norm"],
    pending: "gradient norms are not logged",
  }),
  gradNormLogEvery: field(whole(1).default(1), {
    about: "Steps between logged gradient norms",
    unit: "steps",
    reference: ["grad_norm_log_freq"],
    pending: "gradient norms are not logged",
  }),
  outputDir: field(z.string().min(1).default("runs/exitwave"), {
    about: "Directory of the run; created",
    reference: ["output_dir"],
  }),
  experiment: field(z.string().min(1).default("exitwave"), {
    about: "Name of the experiment, recorded in run.json",
    reference: ["experiment_name", "model_name"],
  }),
  notes: field(z.string().default(""), {
    about: "Free text, recorded in run.json",
    reference: ["notes"],
  }),
});
