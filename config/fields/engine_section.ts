/**
 * The `engine` section: how a scan becomes an image by an iterative engine, without a network or beginning with its image.
 *
 * @module
 */
import { z } from "../../packages/zod.ts";
import { field, fraction, nonNegative, positive, whole } from "./field.ts";

const WITH_MEAN = { path: "engine.algorithm", is: ["rpie", "lsqml"] };
const WITH_BATCHES = { path: "engine.algorithm", is: ["epie", "rpie", "lsqml"] };
const WITH_DM = { path: "engine.algorithm", is: ["dm"] };
const WITH_LSQML = { path: "engine.algorithm", is: ["lsqml"] };
const WITH_POSITIONS = [{ path: "engine.positionStart", isNot: [null] }];
const WITH_PROBE = [{ path: "engine.probeStart", isNot: [null] }];

/** zod schema of the `engine` section; strict, every key has a default. */
export const engineSchema = z.strictObject({
  algorithm: field(z.enum(["epie", "rpie", "lsqml", "dm"]).default("rpie"), {
    about:
      "Engine: epie (Maiden & Rodenburg 2009), rpie (Maiden, Johnson & Li 2017), which goes further where there is " +
      "little light, lsqml (Odstrčil, Menzel & Guizar-Sicairos 2018), which finds the best step for each pattern, or dm, the " +
      "difference map (Thibault et al. 2009), which keeps the exit waves of all patterns",
    flags: ["engine"],
  }),
  likelihood: field(z.enum(["amplitude", "poisson"]).default("amplitude"), {
    about: "What lsqml makes likely: the measured amplitudes, or the counts of photons",
    activeWhen: [WITH_LSQML],
  }),
  iterations: field(whole(1).default(100), {
    about: "How often each pattern is looked at",
    unit: "iterations",
    readBy: ["training", "reconstruction"],
  }),
  objectStep: field(step().nullable().default(null), {
    about: "Part of the object's update that is made; null is 0.7 of lsqml, and 1 of the others",
  }),
  probeStep: field(step().default(1), { about: "Part of the probe's update that is made", activeWhen: WITH_PROBE }),
  objectRegularisation: field(share().nullable().default(null), {
    about:
      "α of rpie and lsqml for the object: small values let pixels with little light follow their patterns quickly, 1 moves them as " +
      "epie does; null is 0.5 of rpie, and 1 of lsqml",
    activeWhen: [WITH_MEAN],
  }),
  probeRegularisation: field(share().default(1), {
    about: "α of rpie and lsqml for the probe, in the same sense",
    activeWhen: [WITH_MEAN],
  }),
  relaxation: field(z.number().min(0.1).max(1).default(0.6), {
    about:
      "β that dm falls to from 0.9, by 0.1 after every 12 iterations; above 0.9 it is the same throughout. With 1 it is the " +
      "difference map, which searches widely and never rests; with less it settles",
    activeWhen: [WITH_DM],
  }),
  probeStart: field(whole(0).nullable().default(5), {
    about: "Iteration, counted from 0, from which on the probe moves too; null leaves it as it is in the scan",
    unit: "iterations",
  }),
  probeModes: field(whole(1).nullable().default(null), {
    about:
      "Modes of the probe: weak ones are added until there are so many, for a beam that is not coherent or a sample that " +
      "shakes; null takes those that the probe has",
    unit: "modes",
    flags: ["engine-probe-modes"],
    activeWhen: WITH_PROBE,
  }),
  probeVariation: field(whole(0).max(20).default(0), {
    about:
      "Eigenprobes by which the first mode of the probe may differ from shot to shot, from probeStart on, for a beam that " +
      "is not stable (OPR: Odstrčil et al. 2016); 0 has one probe for all patterns",
    unit: "eigenprobes",
    readBy: ["reconstruction"],
    activeWhen: WITH_PROBE,
  }),
  positionStart: field(whole(0).nullable().default(null), {
    about:
      "Iteration, counted from 0, from which on scan positions are corrected at the end of each; null leaves them as they " +
      "are in the scan",
    unit: "iterations",
    readBy: ["reconstruction"],
  }),
  positionMethod: field(z.enum(["gradient", "crossCorrelation"]).default("gradient"), {
    about:
      "What tells how far a pattern lies: gradient, the slope of the object (Odstrčil, Menzel & Guizar-Sicairos 2018), or " +
      "crossCorrelation, of its part of the object before and after an update (Zhang et al. 2013)",
    readBy: ["reconstruction"],
    activeWhen: WITH_POSITIONS,
  }),
  positionStep: field(step().default(1), {
    about: "Part of the correction of positions that is made",
    readBy: ["reconstruction"],
    activeWhen: WITH_POSITIONS,
  }),
  positionBound: field(z.number().min(0.1).max(100).default(8), {
    about: "How far a corrected position may be from where the scan has it",
    unit: "px",
    readBy: ["reconstruction"],
    activeWhen: WITH_POSITIONS,
  }),
  positionAffine: field(z.enum(["keep", "remove"]).default("keep"), {
    about:
      "What becomes of corrections that all positions share, a scale, a rotation or a shear: keep, or remove, for a stage " +
      "that is known to be right but for each position's own error; run.json tells them apart",
    readBy: ["reconstruction"],
    activeWhen: WITH_POSITIONS,
  }),
  backgroundStart: field(whole(0).nullable().default(null), {
    about:
      "Iteration, counted from 0, from which on a background is found: counts that every pattern has besides, such as " +
      "scattered light or dark counts; null has none",
    unit: "iterations",
    readBy: ["reconstruction"],
  }),
  freeDamping: field(fraction().nullable().default(null), {
    about:
      "Part of the wave that is taken away in each update beyond all pixels that were measured, as in a masked border, so " +
      "that no noise gathers there; null is 0.2 where few photons fall at the rim, and less where many do",
  }),
  objectMomentum: field(momentum().default(0), {
    about:
      "Part of its speed that the object goes on with after about 100 patterns, again and again: 0.5 to 0.9 is faster",
    activeWhen: [WITH_BATCHES],
  }),
  probeMomentum: field(momentum().nullable().default(null), {
    about: "The same of the probe; null is 0.9 where it has several modes, whose weak ones else take long, and 0 else",
    activeWhen: [WITH_BATCHES],
  }),
  probeSupport: field(z.number().min(0.05).max(1.5).nullable().default(null), {
    about:
      "Radius of a disk that the probe is kept within once it moves, in halves of the side of a pattern; null has no disk",
    activeWhen: WITH_PROBE,
  }),
  amplitudeMin: field(nonNegative().default(0), {
    about: "Least amplitude of the object, where 1 transmits as much as the mean of the scan",
  }),
  amplitudeMax: field(positive().nullable().default(null), {
    about: "Greatest amplitude of the object, in the same sense; null has no bound",
  }),
  objectSmoothing: field(fraction().default(0), {
    about: "Part of the way that each pixel of the object goes to the mean of its neighbours in an iteration",
  }),
  batchSize: field(whole(1).default(32), {
    about:
      "Patterns from which an update is computed at once: with more of them an iteration is faster and goes less far",
    unit: "patterns",
    flags: ["engine-batch-size"],
  }),
  batching: field(z.enum(["random", "sparse", "compact"]).default("sparse"), {
    about: "Which patterns make a batch: any, those that lie far from each other, or neighbours",
    activeWhen: [WITH_BATCHES],
  }),
  seed: field(whole(0).default(42), {
    about: "Seed of the order of the patterns, and of the choice of them where data.subsample makes one",
    flags: ["engine-seed"],
  }),
  heldOut: field(z.number().min(0).max(0.5).default(0), {
    about:
      "Share of the patterns that move nothing: how far they are explained is measured after each iteration, and rises " +
      "where an engine goes on to fit noise; seed chooses them",
    readBy: ["reconstruction"],
  }),
  start: field(z.string().min(1).nullable().default(null), {
    about:
      "Reconstruction to go on from: a file of ours, of ptychodus, CXI or a scan with an objectGuess, or a directory " +
      "that infer or reconstruct wrote; its probe and positions are taken too where it has them, and of a run of the same " +
      "scan what backgroundStart and probeVariation have found. null begins with 1 everywhere",
    path: "FILE|DIR",
    readBy: ["reconstruction"],
  }),
  product: field(z.boolean().default(false), {
    about:
      "Write product.h5 for ptychodus: the image, the probe, and positions in metres; the scan must tell the size of an " +
      "object pixel",
    flags: ["engine-product"],
    readBy: ["reconstruction"],
  }),
  cxi: field(z.boolean().default(false), {
    about:
      "Write reconstruction.cxi, of the format CXI: the image, the probe, and positions in metres; the scan must tell the " +
      "size of an object pixel",
    readBy: ["reconstruction"],
  }),
});

// --- internal ---

/** Part of an update; more than all of it goes beyond what the patterns say. */
function step(): z.ZodNumber {
  return z.number().min(0.01).max(2);
}

/** η; at 1 nothing would ever stop. */
function momentum(): z.ZodNumber {
  return z.number().min(0).max(0.95);
}

/** Weight of the greatest light beside that of each pixel; 0 would divide by nothing where no light is. */
function share(): z.ZodNumber {
  return z.number().min(0.001).max(1);
}
