/**
 * Every flag of PtychoPINN's PyTorch commands: what the page for people who come from there must account for.
 *
 * @module
 */

/** Flags by command; `other` are those of the legacy interface and of the commands for both backends. */
export const REFERENCE_FLAGS: Readonly<Record<"train" | "infer" | "other", readonly string[]>> = {
  train: list(`--train_data_file --test_data_file --output_dir --max_epochs --n_images --gridsize --batch_size --device
    --disable_mlflow --quiet --torch-loss-mode --accelerator --deterministic --num-workers --learning-rate --logger
    --enable-checkpointing --disable-checkpointing --checkpoint-save-top-k --checkpoint-monitor --checkpoint-mode
    --early-stop-patience --scheduler --accumulate-grad-batches --measurement-domain --probe-mask --probe-mask-sigma
    --probe-mask-diameter --config`),
  infer: list(
    `--model_path --test_data --output_dir --n_images --accelerator --num-workers --inference-batch-size --device
    --quiet --patch-weighting --varpro-scaling --log-patch-stats --patch-stats-limit`,
  ),
  other: list("--scale-contract-version --backend --ptycho_dir --verbose --console-level --torch-accelerator"),
};

// --- internal ---

function list(flags: string): readonly string[] {
  return flags.trim().split(/\s+/);
}
