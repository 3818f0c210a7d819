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
} from "./runtime/threads";
export { matMul, packMatrix } from "./matmul/matmul";
export * from "./elementwise/unary";
export * from "./elementwise/binary";
export * from "./elementwise/comparison";
export { addList, booleansToFloats, booleansToIntegers, both, choose, fill, integersToFloats } from "./elementwise/list";
export { winograd } from "./winograd/winograd";
export { winogradGradient } from "./winograd/winograd_gradient";
export { mendGradients } from "./winograd/gradient_mending";
export { convolution, turnFilter } from "./convolution/convolution";
export { convolutionGradient } from "./convolution/convolution_gradient";
export { biasReluGradient } from "./convolution/bias_relu_gradient";
export { copyBox, padBox } from "./movement/movement";
export { transpose } from "./movement/transpose";
export * from "./reduction/reduction";
export { maxPool, maxPoolGradient, maxPoolPairs, maxPoolPairsGradient } from "./reduction/pool";
export { enlarge, enlargeGradient } from "./movement/resize";
export { adamStep } from "./elementwise/adam";
export { summarisePixels, weighChannels, weighPixels } from "./attention/attention";
export { summarisePixelsGradient, weighChannelsGradient, weighPixelsGradient } from "./attention/attention_gradient";
export { translateImages } from "./overlap/translation";
export { translateImagesOffsetGradient } from "./overlap/translation_gradient";
export { mergePatches, mergePatchesGradient, mergePatchesWeightGradient } from "./overlap/merging";
export { centredFourier } from "./diffraction/fourier";
export { fromPolar, fromPolarGradient } from "./diffraction/polar";
export { poissonLoss, poissonLossGradient } from "./diffraction/poisson";
export { illuminate, illuminateGradient, waveAmplitude, waveAmplitudeGradient } from "./diffraction/waves";
export { exitWaveCorrection } from "./engine/exit_wave_correction";
export { exitWaves } from "./engine/exit_waves";
export { coefficientStep } from "./engine/coefficient_step";
export { engineStep } from "./engine/engine_step";
export { leastSquaresStep } from "./engine/least_squares_step";
export { settleVariation } from "./engine/variation_settling";
export { positionWays } from "./engine/position_ways";
