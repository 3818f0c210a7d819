/**
 * The kernels. Each takes the address of its arguments, its thread and the number of threads, and does that thread's
 * share of the work; `backend/cpu/runtime/thread_pool.ts` calls them.
 */
export {
  awaitJob,
  awaitThreads,
  claim,
  failJob,
  failure,
  finishJob,
  forgetFailure,
  loseThread,
  resetClaims,
  startJob,
} from "./threads";
export { matMul, packMatrix } from "./matmul";
export * from "./unary";
export * from "./binary";
export * from "./comparison";
export { addList, booleansToFloats, booleansToIntegers, both, choose, fill, integersToFloats } from "./list";
export { winograd } from "./winograd";
export { winogradGradient } from "./winograd_gradient";
export { mendGradients } from "./gradient_mending";
export { convolution, turnFilter } from "./convolution";
export { convolutionGradient } from "./convolution_gradient";
export { biasReluGradient } from "./bias_relu_gradient";
export { copyBox, padBox } from "./movement";
export { transpose } from "./transpose";
export * from "./reduction";
export { maxPool, maxPoolGradient, maxPoolPairs, maxPoolPairsGradient } from "./pool";
export { enlarge, enlargeGradient } from "./resize";
export { adamStep } from "./adam";
export { summarisePixels, weighChannels, weighPixels } from "./attention";
export { summarisePixelsGradient, weighChannelsGradient, weighPixelsGradient } from "./attention_gradient";
