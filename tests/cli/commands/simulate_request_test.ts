import { assertEquals, assertRejects } from "@std/assert";
import { encode } from "fast-png";
import { SIMULATE } from "../../../cli/commands/simulate_command.ts";
import { type SimulationRequest, simulationRequest } from "../../../cli/commands/simulate_request.ts";
import { parseLine } from "../../../cli/line/parse_line.ts";
import { UsageError } from "../../../cli/line/usage_error.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { withTempDir } from "../../data/temp_dir.ts";

function request(...argv: string[]): Promise<SimulationRequest> {
  return simulationRequest(parseLine(SIMULATE, argv));
}

const NOTHING = {
  ...{ object: { kind: "star" }, probe: { kind: "disk" }, positions: { kind: "jitter" }, detector: {}, errors: {} },
};

Deno.test("simulationRequest() makes what nobody speaks of by default", async () => {
  assertEquals(await request(), { options: NOTHING, warnings: [] } as unknown as SimulationRequest);
});

Deno.test("simulationRequest() makes of every flag what it says, and nothing else of the others", async () => {
  const cases: readonly (readonly [argv: string, changed: Readonly<Record<string, unknown>>])[] = [
    ["--patterns 9 --photons 1e4 --patch-size 32 --seed 0", { patterns: 9, photons: 1e4, patchSize: 32, seed: 0 }],
    ["--energy 1e4 --pixel-size 2e-8", { experiment: { energy: 1e4, pixelSize: 2e-8 } }],
    ["--object lines --object-size 300", { object: { kind: "lines", size: 300 } }],
    ["--object-size 300,200 --amplitude-range 0.5,1", {
      object: { kind: "star", size: [300, 200], amplitudeRange: [0.5, 1] },
    }],
    [
      "--object deadLeaves --amplitude-range 1,1 --phase-contrast 0.1",
      { object: { kind: "deadLeaves", amplitudeRange: [1, 1], phaseContrast: 0.1 } },
    ],
    ["--object gaussianRandomField --spectral-index -2", {
      object: { kind: "gaussianRandomField", spectralIndex: -2 },
    }],
    ["--probe-diameter 20 --mode-shares 0.8,0.2", { probe: { kind: "disk", diameter: 20, modeShares: [0.8, 0.2] } }],
    ["--probe gaussian --probe-fwhm 9 --defocus -1e-5", { probe: { kind: "gaussian", fwhm: 9, defocus: -1e-5 } }],
    ["--probe speckle --speckle-size 3 --probe-diameter 50", { probe: { kind: "speckle", grain: 3, diameter: 50 } }],
    [
      "--probe zonePlate --outermost-zone 3e-8 --central-stop 0.5 --aberrations 5:0.8,8:-0.3",
      { probe: { kind: "zonePlate", outermostZone: 3e-8, centralStop: 0.5, aberrations: { 5: 0.8, 8: -0.3 } } },
    ],
    ["--probe zernike --numerical-aperture 0.002", { probe: { kind: "zernike", numericalAperture: 0.002 } }],
    ["--positions fermat --step 5", { positions: { kind: "fermat", step: 5 } }],
    ["--positions concentric --overlap 0.7", { positions: { kind: "concentric", step: { overlap: 0.7 } } }],
    ["--jitter 0.1", { positions: { kind: "jitter", jitter: 0.1 } }],
    [
      "--beam-stop 4 --dead-pixels 9 --background 0.5 --readout-noise 2",
      { detector: { beamStop: 4, deadPixels: 9, background: 0.5, readoutNoise: 2 } },
    ],
    ["--position-error 2 --defocus-error 1e-6", { errors: { positions: 2, defocus: 1e-6 } }],
  ];
  const spoken = new Set<string>();
  for (const [argv, changed] of cases) {
    const words = argv.split(" ");
    words.filter((word) => word.startsWith("--")).forEach((word) => spoken.add(word.slice(2)));
    assertEquals((await request(...words)).options as unknown, { ...NOTHING, ...changed }, argv);
  }
  const silent = SIMULATE.own.map(({ names: [name = ""] }) => name).filter((name) => !spoken.has(name));
  assertEquals(silent, ["output", "from", "phase-image"]);
});

Deno.test("simulationRequest() takes each part from a file of ours or of pictures, and the rest of --from", () =>
  withTempDir(async (directory) => {
    const [scan, other] = [`${directory}/scan.npz`, `${directory}/other.h5`];
    const made = simulateScan({ patchSize: 16, patterns: 4, probe: { kind: "gaussian", modeShares: [0.9, 0.1] } });
    const more = simulateScan({ patchSize: 16, patterns: 5, object: "lines", probe: "speckle" });
    await writeScan(scan, made);
    await writeScan(other, more);
    const all = (await request("--from", scan)).options;
    assertEquals(
      all,
      {
        ...{
          object: made.object,
          probe: { kind: "given", modes: made.probeModes },
          positions: { x: made.x, y: made.y },
        },
        ...{ detector: {}, errors: {}, experiment: made.experiment },
      } as unknown as typeof all,
    );
    const mixed =
      (await request("--from", scan, "--object", other, "--positions", "fermat", "--mode-shares", "0.5,0.5")).options;
    assertEquals([mixed.object, mixed.positions], [more.object, { kind: "fermat" }]);
    assertEquals(mixed.probe, { kind: "given", modes: made.probeModes, modeShares: [0.5, 0.5] });
    const data = Uint8Array.of(0, 50, 100, 150);
    await Deno.writeFile(`${directory}/a.png`, encode({ width: 2, height: 2, channels: 1, data }));
    await Deno.writeFile(`${directory}/b.png`, encode({ width: 2, height: 2, channels: 1, data: data.toReversed() }));
    const picture = await request(
      "--object",
      `${directory}/a.png`,
      "--phase-image",
      `${directory}/b.png`,
      "--phase-contrast",
      "2",
    );
    assertEquals(picture.options.object as unknown, {
      ...{ kind: "image", phaseContrast: 2 },
      image: { height: 2, width: 2, data: Float32Array.from(data) },
      phaseImage: { height: 2, width: 2, data: Float32Array.from(data.toReversed()) },
    });
  }));

Deno.test("simulationRequest() refuses in one sentence what is no value, or changes nothing", async () => {
  const cases: readonly (readonly [argv: string, message: string])[] = [
    [
      "--object deadleaves",
      "Cannot simulate as --object must be star, lines, deadLeaves, gaussianRandomField or a file: " +
      "current value is deadleaves (did you mean deadLeaves?)",
    ],
    ["--probe fzp", "--probe must be disk, gaussian, zonePlate, zernike, speckle or a file: current value is fzp"],
    [
      "--positions spiral",
      "--positions must be jitter, raster, snake, fermat, concentric or a file: current value is spiral",
    ],
    [
      "--spectral-index -3",
      "--spectral-index is of --object gaussianRandomField alone: current value of --object is star",
    ],
    [
      "--probe gaussian --probe-diameter 3",
      "--probe-diameter is of --probe disk, speckle alone: current value of --probe is gaussian",
    ],
    [
      "--positions raster --jitter 0.1",
      "--jitter is of --positions jitter alone: current value of --positions is raster",
    ],
    ["--step 3 --overlap 0.5", "--step and --overlap say the same: current values are 3 and 0.5; leave one out"],
    [
      "--amplitude-range 1",
      "--amplitude-range must be 2 numbers with a comma, a number of at least 0 each: current value is 1",
    ],
    ["--object-size 3,4,5", "--object-size must be 1 or 2 numbers with a comma, a whole number of at least 1"],
    [
      "--mode-shares 0.5,x",
      "--mode-shares must be numbers with commas between them, a number above 0 each: current value is 0.5,x",
    ],
    [
      "--probe zernike --aberrations 5",
      "--aberrations must be such as 5:0.8,8:-0.3, each number once: current value is 5",
    ],
    ["--probe zernike --aberrations 5:1,5:2", "each number once: current value is 5:1,5:2"],
    ["--overlap 1", "--overlap must be a number from 0 to below 1: current value is 1"],
    ["--background -1", "--background must be a number of at least 0: current value is -1"],
    ["--phase-image x.png", "--phase-image is of --object image alone: current value of --object is star"],
  ];
  for (const [argv, message] of cases) {
    await assertRejects(() => request(...argv.split(" ")), UsageError, message);
  }
});
