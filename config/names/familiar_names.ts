/**
 * What people of other programs write, of Lightning, Hydra, Weights & Biases and plain PyTorch, and where it is here. Kept
 * by hand: only names that spelling alone does not lead to.
 *
 * @module
 */

/** Names, in one case and without separators, of fields by their path. */
const FAMILIAR: Readonly<Record<string, readonly string[]>> = {
  "data.scan": [
    "path",
    "file",
    "datapath",
    "datafile",
    "dataset",
    "scanfile",
    "trainfile",
    "traindata",
    "traindatapath",
  ],
  "data.testScan": ["testfile", "testdata", "valfile", "valdata", "validationfile"],
  "model.filterScale": ["filters", "nfilters", "width", "channels", "basechannels"],
  "model.ampActivation": ["activation"],
  "training.epochs": ["numepochs", "totalepochs"],
  "training.batchSize": ["batch", "bs", "trainbatchsize", "perdevicetrainbatchsize"],
  "training.learningRate": ["lr", "initlr", "baselr", "initiallr", "startlr"],
  "training.accumulate": ["gradientaccumulationsteps", "gradaccum", "accumulationsteps"],
  "training.weightDecay": ["wd", "l2"],
  "training.adamBeta1": ["beta1", "betas"],
  "training.adamBeta2": ["beta2"],
  "training.clipGradients": ["gradclip", "clipnorm", "maxgradnorm", "clipgradnorm"],
  "training.emaDecay": ["ema", "swa"],
  "training.scheduler": ["lrscheduler", "lrschedule", "schedulername"],
  "training.warmupEpochs": ["warmup", "warmupsteps"],
  "training.seed": ["randomseed", "rngseed", "manualseed", "globalseed", "seedeverything"],
  "training.valEvery": ["valcheckinterval", "evalevery", "validateevery"],
  "training.valSplit": ["validationsplit", "valfraction", "testsize"],
  "execution.accelerator": ["gpus", "numgpus", "usegpu", "cuda"],
  "execution.threads": ["cpus", "nthreads", "ncpus"],
  "execution.precision": ["amp", "fp16", "bf16", "mixedprecision", "dtype"],
  "execution.maxTime": ["timelimit", "maxruntime", "timeout"],
  "execution.checkpointSaveTopK": ["savetopk"],
  "execution.checkpointMonitor": ["monitor", "metric", "monitormetric"],
  "execution.earlyStopPatience": ["patience", "earlystopping", "earlystop"],
  "execution.earlyStopMinDelta": ["mindelta"],
  "execution.logger": ["wandb", "loggers", "logto", "reportto", "mlflow", "tensorboard"],
  "execution.progress": ["verbose", "progressbar"],
  "execution.experiment": ["project", "projectname"],
  "execution.notes": ["tags", "comment", "description"],
  "execution.outputDir": [
    ...["name", "runname", "rundir", "run.dir", "rootdir", "defaultrootdir", "logdir", "savedir", "dirpath"],
    ...["checkpointdir", "ckptdir", "output", "outdir"],
  ],
};

/** Names of what is no field, and how it is done. */
const ADVICE: Readonly<Record<string, readonly string[]>> = {
  "train --resume DIR goes on with a run": [
    "resume",
    "resumefrom",
    "resumefromcheckpoint",
    "ckptpath",
    "checkpointpath",
  ],
  "train --fast-dev-run tries all with one batch": ["fastdevrun"],
  "batches are in a new order in every epoch, and none is left out": ["shuffle", "droplast"],
  "every batch and every epoch is logged: execution.logger jsonl": ["logeverynsteps", "logevery", "loginterval"],
};

/** Where a name leads: the path of a field, or how the thing is done. */
export type FamiliarName = { readonly path: string } | { readonly advice: string };

/**
 * Looks a name up.
 *
 * @param folded The name, in lower case and without separators.
 * @returns Undefined where it is not known.
 */
export function familiarName(folded: string): FamiliarName | undefined {
  return NAMES.get(folded);
}

// --- internal ---

const NAMES: ReadonlyMap<string, FamiliarName> = new Map([
  ...Object.entries(FAMILIAR).flatMap(([path, names]) => names.map((name): [string, FamiliarName] => [name, { path }])),
  ...Object.entries(ADVICE).flatMap(([advice, names]) =>
    names.map((name): [string, FamiliarName] => [name, { advice }])
  ),
]);
