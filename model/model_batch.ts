/**
 * What the model takes: one batch of samples as tensors, channels last.
 *
 * @module
 */
import type { LossTargets } from "./loss/model_loss.ts";
import type { Contrasted } from "./network/contrast.ts";
import type { NetworkInput } from "./network/network.ts";
import type { Exposure } from "./physics/forward_model.ts";

/**
 * One batch. B samples of C patterns of N × N pixels: what the network looks at, how it was exposed, and what the loss
 * compares with. Each part of a model reads its own.
 */
export interface ModelBatch extends NetworkInput, Contrasted, Exposure, LossTargets {}
