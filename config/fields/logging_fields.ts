/**
 * Fields of the `execution` section that say what is logged about a run, and where. An engine has loggers and images of its own.
 *
 * @module
 */
import { z } from "../../packages/zod.ts";
import { field, whole } from "./field.ts";

const WITH_IMAGES = [{ path: "execution.reconLogEvery", isNot: [null] }];

/** Their zod types, by name. */
export const loggingFields = {
  logger: field(
    z.array(z.enum(["none", "csv", "jsonl", "tensorboard", "mlflow"])).min(1).overwrite(distinct).default(["csv"]),
    {
      about: "Where metrics are written; several at once, none alone; an engine always writes csv",
      reference: ["logger_backend"],
      readBy: ["training", "reconstruction"],
    },
  ),
  mlflowUri: field(z.string().min(1).nullable().default(null), {
    about: "Address of the MLflow server; null takes the environment's MLFLOW_TRACKING_URI, else http://127.0.0.1:5000",
    flags: ["mlflow-uri", "tracking-uri"],
    hasCredentials: true,
    reference: ["tracking_uri"],
    activeWhen: [{ path: "execution.logger", is: ["mlflow"] }],
    readBy: ["training", "reconstruction"],
  }),
  reconLogEvery: field(whole(1).nullable().default(null), {
    about:
      "Log images every so many epochs of a training, of reconstructed patches, or iterations of an engine, of object " +
      "and probe; null logs none",
    unit: "epochs",
    flags: ["recon-log-every", "recon-log-every-n-epochs"],
    reference: ["recon_log_every_n_epochs"],
    readBy: ["training", "reconstruction"],
  }),
  reconLogPatches: field(whole(1).default(4), {
    about: "How many patches to log",
    flags: ["recon-log-patches", "recon-log-num-patches"],
    reference: ["recon_log_num_patches"],
    activeWhen: WITH_IMAGES,
    readBy: ["training"],
  }),
  reconLogIndices: field(z.array(whole(0)).nullable().default(null), {
    about: "Which samples to log; null spreads them evenly",
    flags: ["recon-log-indices", "recon-log-fixed-indices"],
    reference: ["recon_log_fixed_indices"],
    activeWhen: WITH_IMAGES,
    readBy: ["training"],
  }),
  reconLogStitch: field(z.boolean().default(false), {
    about: "Log the stitched object too",
    reference: ["recon_log_stitch"],
    activeWhen: WITH_IMAGES,
    readBy: ["training"],
  }),
  reconLogMaxStitch: field(whole(1).nullable().default(null), {
    about: "Most samples in a logged stitched object; null takes all",
    flags: ["recon-log-max-stitch", "recon-log-max-stitch-samples"],
    reference: ["recon_log_max_stitch_samples"],
    activeWhen: WITH_IMAGES,
    readBy: ["training"],
  }),
  logGradNorm: field(z.boolean().default(false), {
    about: "Log the norm of the gradients before and after clipping",
    reference: ["log_grad_norm"],
    readBy: ["training"],
  }),
  gradNormLogEvery: field(whole(1).default(1), {
    about: "Steps between logged gradient norms",
    unit: "steps",
    flags: ["grad-norm-log-every", "grad-norm-log-freq"],
    reference: ["grad_norm_log_freq"],
    activeWhen: [{ path: "execution.logGradNorm", is: [true] }],
    readBy: ["training"],
  }),
} as const;

// --- internal ---

/** Every element once, where it comes first. */
function distinct<T>(list: T[]): T[] {
  return [...new Set(list)];
}
