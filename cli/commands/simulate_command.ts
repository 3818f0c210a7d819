/**
 * What `--help` says of `simulate`, and its flags.
 *
 * @module
 */
import { SIMULATE_DEFAULTS as SIMULATED } from "../../data/simulation/simulate_defaults.ts";
import type { Command } from "../line/command.ts";
import type { Flag } from "../line/flag.ts";

const SCAN: readonly Flag[] = [
  { names: ["output", "o"], about: "The scan to write, by its ending NPZ, HDF5 (.h5) or CXI (.cxi)", value: "FILE" },
  {
    names: ["from"],
    about: "Take probe, object and positions from this file, as far as it has them: a scan, a product of ptychodus",
    value: "FILE",
  },
  {
    names: ["patterns"],
    about: `How many patterns (default ${SIMULATED.patterns}, or all positions given)`,
    value: "COUNT",
  },
  {
    names: ["photons"],
    about: "Mean photons of a pattern, those that a stop or a dead pixel hides too " +
      `(default ${SIMULATED.photons.toExponential().replace("+", "")})`,
    value: "COUNT",
  },
  {
    names: ["patch-size"],
    about: "Side of a pattern, a power of two; networks take 64, 128 or 256 " +
      `(default ${SIMULATED.patchSize}, or that of the probe given)`,
    value: "PIXELS",
  },
  {
    names: ["energy"],
    about: "Energy of a photon in electronvolts (default 8000, or what the file of the probe says)",
    value: "EV",
  },
  {
    names: ["pixel-size"],
    about: "Side of an object pixel in metres (default 1e-8, or what the file of the probe says)",
    value: "METRES",
  },
  {
    names: ["seed"],
    about: `Seed of object, probe, positions and noise (default ${SIMULATED.seed})`,
    value: "INTEGER",
  },
];

const OBJECT: readonly Flag[] = [
  {
    names: ["object"],
    about: "Kind of object: star (a Siemens star), lines (PtychoPINN's), deadLeaves (disks on one another), " +
      "gaussianRandomField; or an image (PNG), or a file with an object: a scan, a reconstruction (default star)",
    value: "star|lines|deadLeaves|gaussianRandomField|FILE",
  },
  { names: ["phase-image"], about: "PNG whose grey levels are the phases, beside --object IMAGE", value: "FILE" },
  {
    names: ["object-size"],
    about: "Side of the object in pixels, or HEIGHT,WIDTH (default as large as the positions need)",
    value: "PIXELS",
  },
  {
    names: ["amplitude-range"],
    about: "Least and greatest amplitude of the object; 1,1 for one that absorbs nothing (default by the object)",
    value: "LEAST,GREATEST",
  },
  {
    names: ["phase-contrast"],
    about: "Greatest less least phase of the object in radians; 0.1 is a weak-phase object (default by the object)",
    value: "RADIANS",
  },
  {
    names: ["spectral-index"],
    about: "gaussianRandomField: exponent of its power spectrum, 0 for white noise (default -3)",
    value: "NUMBER",
  },
];

const PROBE: readonly Flag[] = [
  {
    names: ["probe"],
    about:
      "Kind of probe: disk, gaussian, zonePlate (a focus, with central stop), zernike (a lens with aberrations), " +
      "speckle (broad and structured); or a file with a probe (default disk)",
    value: "disk|gaussian|zonePlate|zernike|speckle|FILE",
  },
  {
    names: ["probe-diameter"],
    about: "disk, speckle: diameter in pixels (default N/2, 5N/8 for speckle)",
    value: "PIXELS",
  },
  {
    names: ["probe-fwhm"],
    about: "gaussian: full width at half maximum of its intensity (default N/5)",
    value: "PIXELS",
  },
  {
    names: ["speckle-size"],
    about: "speckle: full width at half maximum of a speckle (default N/16)",
    value: "PIXELS",
  },
  {
    names: ["outermost-zone"],
    about: "zonePlate: width of the outermost zone in metres, 1/1.22 of the focus' radius (default 3 object pixels)",
    value: "METRES",
  },
  {
    names: ["central-stop"],
    about: "zonePlate: diameter of the central stop as a share of the zone plate's (default 0.4)",
    value: "SHARE",
  },
  {
    names: ["numerical-aperture"],
    about: "zernike: numerical aperture of the lens (default λ / (6 object pixels))",
    value: "NUMBER",
  },
  {
    names: ["aberrations"],
    about: "zonePlate, zernike: coefficients in radians by Noll's numbers, such as 5:0.8,8:-0.3 " +
      "(default none for zonePlate; at random, 1 rad root mean square together, for zernike)",
    value: "NOLL:RADIANS,...",
  },
  {
    names: ["defocus"],
    about: "From the focus to the sample in metres, of a given probe too (default 0; of zonePlate and zernike " +
      "3/4 of N·pixel²/λ, which makes the beam N/4 broad)",
    value: "METRES",
  },
  {
    names: ["mode-shares"],
    about:
      "Power of each incoherent mode, the greatest first, such as 0.8,0.15,0.05: as many orthogonal modes are made " +
      "(default one; those of the file, if --probe FILE has several)",
    value: "SHARE,...",
  },
];

const POSITIONS: readonly Flag[] = [
  {
    names: ["positions"],
    about:
      "Kind of positions: jitter (a raster, moved at random), raster, snake, fermat (a spiral), concentric (circles); " +
      "or a file with positions (default jitter)",
    value: "jitter|raster|snake|fermat|concentric|FILE",
  },
  {
    names: ["step"],
    about: "Distance of neighbours (default N/8, or less where the object is too small for that)",
    value: "PIXELS",
  },
  {
    names: ["overlap"],
    about: "Instead of --step: share of the beam's diameter (ISO 11146) that neighbours have in common",
    value: "SHARE",
  },
  { names: ["jitter"], about: "jitter: greatest displacement as a share of the step (default 0.3)", value: "SHARE" },
];

const DETECTOR: readonly Flag[] = [
  {
    names: ["beam-stop"],
    about: "Diameter of a round stop before the direct beam, which is masked (default none)",
    value: "PIXELS",
  },
  { names: ["dead-pixels"], about: "Pixels at random that count nothing and are masked (default 0)", value: "COUNT" },
  {
    names: ["background"],
    about: "Mean counts a pixel that are not the beam's, in every pattern (default 0)",
    value: "COUNTS",
  },
  {
    names: ["readout-noise"],
    about: "Standard deviation in counts of the noise of reading a pixel; below 0 is recorded as 0 (default 0)",
    value: "COUNTS",
  },
];

const ERRORS: readonly Flag[] = [
  {
    names: ["position-error"],
    about: "Standard deviation of the positions in the scan from the true ones, which it holds too: xcoords_true, " +
      "ycoords_true (default 0)",
    value: "PIXELS",
  },
  {
    names: ["defocus-error"],
    about: "How far behind the true probe that of the scan is, in metres; the true one is probe_true (default 0)",
    value: "METRES",
  },
];

/** Flags by what they are about. */
const GROUPS: Readonly<Record<string, readonly Flag[]>> = {
  "Scan": SCAN,
  "Object": OBJECT,
  "Probe": PROBE,
  "Positions": POSITIONS,
  "Detector": DETECTOR,
  "Deliberate errors of the scan": ERRORS,
};

/** `simulate`. */
export const SIMULATE: Command = {
  name: "simulate",
  summary: "Simulate a scan of a known object",
  usage: "--output FILE [flags]",
  example: "simulate --output scan.npz --object deadLeaves --probe zonePlate --positions fermat --photons 1e6",
  sections: [],
  own: Object.entries(GROUPS).flatMap(([group, flags]) => flags.map((flag) => ({ ...flag, group }))),
  load: async () => (await import("./simulate.ts")).simulate,
};
