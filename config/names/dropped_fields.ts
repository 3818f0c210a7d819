/**
 * Fields, keys and flags of PtychoPINN that have no field of their own here, and why. Kept by hand.
 *
 * @module
 */

/** Names of PtychoPINN that share a fate. */
export interface DroppedFields {
  /** Where PtychoPINN has them. */
  readonly from: string;
  readonly names: readonly string[];
  /** What stands in their place, or why nothing does. */
  readonly reason: string;
}

/** All of them, in the order of PtychoPINN's own configuration. */
export const droppedFields: readonly DroppedFields[] = [
  {
    from: "TrainingConfig, InferenceConfig",
    names: ["model"],
    reason: "sections are not nested: `data`, `model`, `training`, `inference` and `execution` stand side by side",
  },
  {
    from: "TrainingConfig, InferenceConfig",
    names: ["backend"],
    reason: "there is one backend; `execution.accelerator` chooses where it runs",
  },
  {
    from: "InferenceConfig",
    names: ["InferenceConfig.model", "InferenceConfig.output_dir", "InferenceConfig.backend"],
    reason: "the model is read from the checkpoint; `execution.outputDir` serves training and inference",
  },
  {
    from: "InferenceConfig",
    names: ["InferenceConfig.enable_oversampling", "InferenceConfig.neighbor_pool_size"],
    reason: "grouping belongs to `data`: `data.oversampling`, `data.neighborPoolSize`",
  },
  {
    from: "PyTorchExecutionConfig",
    names: ["PyTorchExecutionConfig.middle_trim", "PyTorchExecutionConfig.pad_eval"],
    reason: "never implemented there; they change the result, so they are `inference.crop` and `inference.padding`",
  },
  {
    from: "ModelConfig (PyTorch)",
    names: ["intensity_scale"],
    reason: "dead there: no code path applies it; the scale follows from `data.photons`",
  },
  {
    from: "ModelConfig (PyTorch)",
    names: ["max_position_jitter"],
    reason: "unused there: the canvas has no jitter border any more",
  },
  {
    from: "ModelConfig (PyTorch)",
    names: ["num_datasets"],
    reason: "per-dataset scalars of training on several scans at once: each scan is scaled by itself",
  },
  {
    from: "ModelConfig (PyTorch)",
    names: ["edge_pad", "offset"],
    reason: "left over from TensorFlow and read by no code",
  },
  {
    from: "TrainingConfig (PyTorch)",
    names: ["framework", "orchestrator"],
    reason: "there is one trainer",
  },
  {
    from: "TrainingConfig (PyTorch)",
    names: ["training_directories"],
    reason: "`data.scan` takes files and patterns of their names",
  },
  {
    from: "InferenceConfig (PyTorch)",
    names: ["experiment_number"],
    reason: "index into several scans; inference reads the one that `inference.scan` names",
  },
  {
    from: "DatagenConfig",
    names: ["objects_per_probe", "diff_per_object", "object_class", "image_size", "probe_paths", "beamstop_diameter"],
    reason: "scans are made by `simulate` and `simulateScan()`, whose options are no part of a run's configuration",
  },
  {
    from: "payloads",
    names: [
      "tf_training_config",
      "tf_inference_config",
      "pt_data_config",
      "pt_model_config",
      "pt_training_config",
      "pt_inference_config",
      "execution_config",
    ],
    reason: "there is one configuration: the sections of the payload",
  },
  { from: "payloads", names: ["overrides_applied"], reason: "`payload.overrides`, which records every field" },
  {
    from: "params.cfg",
    names: [
      "object.big",
      "probe.big",
      "probe.mask",
      "probe.trainable",
      "intensity_scale.trainable",
      "positions.provided",
      "output_prefix",
      "train_data_file_path",
      "test_data_file_path",
    ],
    reason: "keys of a global dictionary for fields of the table above; there is no global configuration",
  },
  {
    from: "params.cfg",
    names: ["bigN", "padded_size"],
    reason: "derived sizes of the merging canvas; computed where they are needed",
  },
  {
    from: "params.cfg",
    names: ["size", "nimgs_train", "nimgs_test", "big_gridsize", "default_probe_scale"],
    reason: "settings of the simulated grid data set; see `simulate`",
  },
  {
    from: "flags",
    names: ["--profile"],
    reason: "a profile is a function that returns sections, in a script for `--config`",
  },
  { from: "flags", names: ["--ptycho_dir"], reason: "belongs to the legacy interface" },
  {
    from: "flags",
    names: ["--device", "--disable_mlflow"],
    reason: "deprecated there, accepted with a notice: use `--accelerator`; `--logger none` and `--quiet`",
  },
  {
    from: "flags",
    names: ["--verbose", "--console-level"],
    reason: "`--quiet` hides progress and notices; `--debug` shows the stack trace of an error",
  },
];
