/**
 * `inspect`, which looks into whatever it is given: damaged and odd files are findings, one plain line each.
 *
 * @module
 */
import { inspectFiles, type Inspection } from "../../../cli/inspect/inspection.ts";
import { inspectionFigure } from "../../../cli/inspect/inspection_figure.ts";
import { reportLines } from "../../../cli/inspect/inspection_report.ts";
import type { Random } from "../../../data/random/random.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { tinyHdf5 } from "../../data/formats/hdf5/tiny_hdf5.ts";
import { deflatedZip } from "../../data/formats/deflated_zip.ts";
import { npyBytes } from "../../data/formats/npy_bytes.ts";
import { mutate, one } from "../mutate.ts";
import type { FuzzTarget } from "../target.ts";
import { TempDir } from "../../data/temp_dir.ts";

/** All of them. */
export async function inspectTargets(): Promise<FuzzTarget[]> {
  const scan = await plainScan();
  const hdf5 = await tinyHdf5(true);
  return [
    { name: "inspect", file: "scan.npz", make: (random) => mutate(scan, random), read: inspected, expected: null },
    { name: "inspect-hdf5", file: "scan.h5", make: (random) => mutate(hdf5, random), read: inspected, expected: null },
    { name: "inspect-arrays", file: "odd.npz", make: oddScan, read: inspected, expected: null },
  ];
}

// --- internal ---

/** What stopped a part of it is thrown, to be judged as errors of readers are; everything else must be plain lines. */
async function inspected(path: string): Promise<string> {
  const inspection = await inspectFiles([path]);
  const lines = reportLines(inspection, { program: "exitwave", all: true });
  const odd = lines.find((line) => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|undefined|\[object/u.test(line.replaceAll(path, "")));
  if (odd !== undefined) throw new Error(`Cannot show ${path} as a line of the report is not plain: ${odd}`);
  inspectionFigure(inspection.study);
  const stopped = stop(inspection);
  if (stopped !== undefined) throw new Error(stopped);
  return lines.join("\n");
}

function stop({ findings }: Inspection): string | undefined {
  return findings.find(({ code }) => code.endsWith("unreadable"))?.message;
}

/** A scan without an object, which takes seconds to ask. */
async function plainScan(): Promise<Uint8Array<ArrayBuffer>> {
  using space = new TempDir();
  const path = `${space.path}/scan.npz`;
  await writeScan(path, { ...simulateScan({ patchSize: 16, patterns: 9, seed: 1 }), object: null });
  return await Deno.readFile(path);
}

const TYPES = ["<f4", "<f8", "<u2", "<i4", "<u4", "|u1", "<i8", "|b1", "<c8"] as const;

/** A scan whose arrays have any type, shape and values. */
async function oddScan(random: Random): Promise<Uint8Array<ArrayBuffer>> {
  const members: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const name of ["diffraction", "xcoords", "ycoords", "probeGuess", "objectGuess", "mask"]) {
    if (random.uniform() < 0.15) continue;
    members[`${name}.npy`] = oddArray(random);
  }
  return await deflatedZip(members);
}

function oddArray(random: Random): Uint8Array<ArrayBuffer> {
  const axes = random.integer(5);
  const shape = Array.from({ length: axes }, () => one([0, 1, 2, 3, 8, 16], random));
  const descr = one(TYPES, random);
  const count = shape.reduce((product, length) => product * length, 1);
  const size = Number(descr.slice(2));
  const bytes = new Uint8Array(count * size);
  const kind = random.integer(4);
  for (let i = 0; i < bytes.length; i++) bytes[i] = kind === 0 ? 0 : kind === 1 ? 255 : random.integer(256);
  return npyBytes({ descr: `'${descr}'`, shape: `(${shape.map((length) => `${length},`).join("")})` }, bytes);
}
