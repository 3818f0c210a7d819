/**
 * `deno task demo`: a scan of a Siemens star is simulated, a network learns to reconstruct it from the diffraction alone,
 * and the image is compared with the truth. The commands that it prints work the same on your own data.
 *
 * @module
 */
import { main } from "../cli/main.ts";

const DIRECTORY = "demo";
const SCAN = `${DIRECTORY}/scan.npz`;
const RUN = `${DIRECTORY}/run`;
const IMAGE = `${RUN}/image`;

const COMMANDS: readonly (readonly string[])[] = [
  ["simulate", "-o", SCAN, "--seed", "1"],
  [
    ...["train", SCAN, "-o", RUN, "--overwrite"],
    ...["--n-filters-scale", "0.25", "--batch-size", "4", "--max-epochs", "18", "--no-results", "--no-report"],
  ],
  ["infer", RUN, "--results"],
  ["evaluate", IMAGE, SCAN, "-o", IMAGE],
  ["report", RUN],
];

await Deno.mkdir(DIRECTORY, { recursive: true });
for (const command of COMMANDS) {
  say(`\n$ deno run -A cli.ts ${command.join(" ")}`);
  const code = await main(command);
  if (code !== 0) Deno.exit(code);
}
say(`\nPictures: ${IMAGE}/comparison.png (reconstruction left, truth right; amplitude above, phase below),`);
say(`          ${IMAGE}/results.png (did it work?), ${IMAGE}/reconstructed_amplitude.png and _phase.png`);
say(`Page:     ${RUN}/report.html, all of it to open in a browser`);
say("This was a minute of a small network. The README shows what real data and some minutes give.");

function say(text: string): void {
  // deno-lint-ignore no-console -- an example that people run in a terminal
  console.log(text);
}
