/**
 * `deno task demo`: a scan of a known object is simulated, a network learns to reconstruct it from the diffraction alone,
 * and the image is compared with the truth. The commands that it prints work the same on your own data.
 *
 * @module
 */
import { complexArray, writeNpz } from "@exitwave/exitwave";
import { main } from "../cli/main.ts";
import { starObject } from "./star_object.ts";

const DIRECTORY = "demo";
const OBJECT = `${DIRECTORY}/object.npz`;
const OBJECT_SIZE = 232;
const SCAN = `${DIRECTORY}/scan.npz`;
const RUN = `${DIRECTORY}/run`;
const IMAGE = `${DIRECTORY}/reconstruction`;

const COMMANDS: readonly (readonly string[])[] = [
  ["simulate", "--output", SCAN, "--object", OBJECT, "--patterns", "512", "--photons", "1e6", "--seed", "1"],
  [
    ...["train", "--train-data-file", SCAN, "--output-dir", RUN, "--overwrite"],
    ...["--n-filters-scale", "0.5", "--batch-size", "8", "--max-epochs", "10"],
  ],
  ["infer", "--model-path", RUN, "--test-data-file", SCAN, "--output-dir", IMAGE],
  ["evaluate", IMAGE, SCAN, "--output-dir", IMAGE],
];

await Deno.mkdir(DIRECTORY, { recursive: true });
await writeNpz(OBJECT, { objectGuess: complexArray(starObject(OBJECT_SIZE), [OBJECT_SIZE, OBJECT_SIZE]) });
for (const command of COMMANDS) {
  say(`\n$ deno run -A cli.ts ${command.join(" ")}`);
  const code = await main(command);
  if (code !== 0) Deno.exit(code);
}
say(`\nPictures: ${IMAGE}/comparison.png (reconstruction left, truth right; amplitude above, phase below),`);
say(`          ${IMAGE}/reconstructed_amplitude.png, ${IMAGE}/reconstructed_phase.png`);
say("This was a minute of a small network. The README shows what real data and some minutes give.");

function say(text: string): void {
  // deno-lint-ignore no-console -- an example that people run in a terminal
  console.log(text);
}
