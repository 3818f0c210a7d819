/**
 * Pre-training: a network learns from many simulated scans, objects made at random lit by real probes, and then a scan
 * that it has not seen. `deno run -A examples/pretrain.ts PROBE.npz … [--scan SCAN.npz] [--quick]` prints how good its
 * image is after 0, 1 and 5 epochs of fine-tuning, beside a network that begins from nothing. It takes some minutes.
 *
 * A probe is read from any file that `simulate --probe` takes, such as a scan; all of one size. Without --scan the new
 * scan is a simulated star, lit by the last probe.
 *
 * @module
 */
import { createInferencePayload, createTrainingPayload, evaluate, fit, infer } from "@exitwave/exitwave";
import { readReconstruction, type SectionsInput } from "@exitwave/exitwave";
import { main } from "../cli/main.ts";

const { log } = console; // what scripts log goes to standard error once a command has run
const directory = "runs/pretrain";
const objects = ["deadLeaves", "lines", "gaussianRandomField"];
const { probes, scan: given, quick } = parse(Deno.args);
const size = quick
  ? { patterns: "16", epochs: 1, filterScale: 0.125 }
  : { patterns: "144", epochs: 10, filterScale: 0.25 };
const model = { filterScale: size.filterScale };

const missing = probes.filter((path) => !isThere(path));
if (missing.length > 0 || probes.length === 0) {
  log(`nothing to do: ${missing.length > 0 ? `there is no ${missing.join(", no ")}` : "name files of probes"}`);
  Deno.exit(0);
}

await Deno.mkdir(`${directory}/scans`, { recursive: true });
const scans: string[] = [];
for (const [p, probe] of probes.entries()) {
  for (const [o, object] of objects.entries()) {
    scans.push(`${directory}/scans/probe${p}_${object}.npz`);
    await simulate(scans.at(-1) ?? "", { probe, object, seed: 10 * p + o });
  }
}
const scan = given ?? `${directory}/new.npz`;
if (given === undefined) await simulate(scan, { probe: probes.at(-1) ?? "disk", object: "star", seed: 99 });
const truth = await readReconstruction(scan); // the scan holds the known object

log(`pre-training on ${scans.length} scans`);
const pretrained = await train(scans, `${directory}/run`, { epochs: size.epochs });

log("\ncorrelation of the phase with the truth, by epochs on the new scan\nepochs  pre-trained  from nothing");
for (const epochs of quick ? [0, 1] : [0, 1, 5]) {
  const [tuned, fresh] = [`${directory}/tuned${epochs}`, `${directory}/fresh${epochs}`];
  const before = epochs === 0 ? pretrained : await train(scan, tuned, { epochs, initialWeights: pretrained });
  const other = epochs === 0 ? null : await train(scan, fresh, { epochs });
  const row = [await quality(before), other === null ? "-" : await quality(other)];
  log(`${String(epochs).padStart(6)}  ${row[0]?.padStart(11)}  ${row[1]?.padStart(12)}`);
}

// --- internal ---

/** Learns from one scan or several; returns the directory of the run. */
async function train(
  scan: string | string[],
  outputDir: string,
  training: SectionsInput["training"] = {},
): Promise<string> {
  const payload = createTrainingPayload({ data: { scan }, model, training, execution: { outputDir } });
  return (await fit(payload, { overwrite: true })).runDirectory;
}

/** How well a network paints the new scan. */
async function quality(modelPath: string): Promise<string> {
  const execution = { outputDir: `${directory}/image` };
  const { reconstruction } = await infer(createInferencePayload({ inference: { modelPath, scan }, execution }));
  return evaluate(reconstruction, truth).phase.correlation?.toFixed(3) ?? "none";
}

async function simulate(path: string, flags: { probe: string; object: string; seed: number }): Promise<void> {
  const words = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const code = await main(["simulate", "-o", path, "--patterns", size.patterns, "--photons", "1e5", ...words]);
  if (code !== 0) Deno.exit(code);
}

function parse(words: readonly string[]): { probes: string[]; scan: string | undefined; quick: boolean } {
  const at = words.indexOf("--scan");
  const probes = words.filter((word, k) => !word.startsWith("--") && (at < 0 || k !== at + 1));
  return { probes, scan: at < 0 ? undefined : words[at + 1], quick: words.includes("--quick") };
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
