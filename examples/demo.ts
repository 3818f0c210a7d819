/**
 * `deno task demo`: a scan is simulated, a small network learns to reconstruct it from the diffraction alone, and the
 * image is compared with the object that was simulated. The same four commands work on your own data. It is the smallest
 * network for about a minute: expect coarse features, not detail.
 *
 * @module
 */
import { main } from "../cli/main.ts";

const DIRECTORY = "demo";
const SCAN = `${DIRECTORY}/scan.npz`;
const RUN = `${DIRECTORY}/run`;
const IMAGE = `${DIRECTORY}/reconstruction`;

const COMMANDS: readonly (readonly string[])[] = [
  ["simulate", "--output", SCAN, "--patterns", "160", "--photons", "1e6", "--seed", "1"],
  [
    ...["train", "--train-data-file", SCAN, "--output-dir", RUN, "--overwrite"],
    ...["--n-filters-scale", "0.125", "--batch-size", "4", "--learning-rate", "2e-3", "--max-epochs", "4"],
  ],
  ["infer", "--model-path", RUN, "--test-data-file", SCAN, "--output-dir", IMAGE],
  ["evaluate", IMAGE, SCAN, "--output-dir", IMAGE],
];

await Deno.mkdir(DIRECTORY, { recursive: true });
for (const command of COMMANDS) {
  say(`\n$ deno run -A cli.ts ${command.join(" ")}`);
  const code = await main(command);
  if (code !== 0) Deno.exit(code);
}
say(`\nPictures: ${IMAGE}/comparison.png (reconstruction left, truth right; amplitude above, phase below),`);
say(`          ${IMAGE}/reconstructed_amplitude.png, ${IMAGE}/reconstructed_phase.png`);
say("This was a minute of the smallest network on few patterns. The README shows what real data and ten minutes give.");

function say(text: string): void {
  // deno-lint-ignore no-console -- an example that people run in a terminal
  console.log(text);
}
