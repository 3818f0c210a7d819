/**
 * Where an inference writes: tried before the work, so that hours of it do not end at a directory that cannot be written.
 *
 * @module
 */
import { systemReason } from "../data/files/system_reason.ts";
import { sweepTemporaries } from "../data/formats/atomic_write.ts";

/** Files that an inference, an engine or half scans write, but for those in `debug`. */
export const OUTPUT_FILES = {
  reconstruction: "reconstruction.npz",
  amplitude: "reconstructed_amplitude.png",
  phase: "reconstructed_phase.png",
  results: "results.png",
  diagnostics: "diagnostics.npz",
  product: "product.h5",
  cxi: "reconstruction.cxi",
  positions: "positions.npz",
  patchStats: "patch_stats.json",
  patchGrid: "patch_grid.png",
  halfScans: "half_scans.json",
  halfScansRings: "half_scans_frc.csv",
  halfScansFigure: "half_scans.png",
} as const;

/** The directory of an inference's files. */
export class OutputDirectory {
  readonly path: string;
  readonly #isNew: boolean;
  /** What an earlier inference wrote. */
  readonly #earlier: readonly string[];

  private constructor(path: string, { isNew, earlier }: Found) {
    this.path = path;
    this.#isNew = isNew;
    this.#earlier = earlier;
  }

  /**
   * Makes the directory, removes what a killed inference left half written in it, and writes a file to see that it can.
   *
   * @throws {Error} Where it cannot be written to, or a directory has the name of a file; the message names it.
   */
  static async open(path: string): Promise<OutputDirectory> {
    const isNew = await Deno.stat(path).then(() => false, (error) => error instanceof Deno.errors.NotFound);
    try {
      await Deno.mkdir(path, { recursive: true });
      const names: readonly string[] = Object.values(OUTPUT_FILES);
      await sweepTemporaries(path, (name) => names.includes(name));
      await sweepTemporaries(`${path}/debug`, (name) => DEBUG_FILES.includes(name));
      for (const name of names) {
        const stat = await Deno.stat(`${path}/${name}`).catch(() => null);
        if (stat?.isDirectory) throw new Error(`${name} is a directory there`);
      }
      const trial = `${path}/.${OUTPUT_FILES.reconstruction}.${crypto.randomUUID().slice(0, 8)}.tmp`;
      await Deno.writeFile(trial, new Uint8Array(), { createNew: true });
      await Deno.remove(trial);
    } catch (cause) {
      const problem = systemReason(cause);
      throw new Error(`Cannot write the reconstruction into ${path} as ${problem}`, { cause });
    }
    return new OutputDirectory(path, { isNew, earlier: await filesOf(path) });
  }

  /**
   * Removes what an earlier inference wrote and this one has not replaced, so that all files are of one image.
   *
   * @param written Files of this inference.
   * @returns Files of the earlier one, replaced or removed.
   * @throws {Error} Where a file cannot be removed; the message names it.
   */
  async removeOthers(written: readonly string[]): Promise<readonly string[]> {
    const others = this.#earlier.filter((path) => !written.includes(path));
    for (const file of others) {
      await Deno.remove(file).catch((cause) => {
        throw new Error(`Cannot remove ${file} of an earlier inference as ${systemReason(cause)}`, { cause });
      });
    }
    // Others may have put files into that folder, with which it stays.
    if (others.length > 0) await Deno.remove(`${this.path}/debug`).catch(() => undefined);
    return this.#earlier;
  }

  /** Removes the directory again if it was made for this inference and nothing is in it. */
  async abandon(): Promise<void> {
    if (this.#isNew) await Deno.remove(this.path).catch(() => undefined);
  }
}

// --- internal ---

interface Found {
  readonly isNew: boolean;
  readonly earlier: readonly string[];
}

async function filesOf(directory: string): Promise<string[]> {
  const paths = [...Object.values(OUTPUT_FILES), ...DEBUG_FILES.map((name) => `debug/${name}`)]
    .map((name) => `${directory}/${name}`);
  const stats = await Promise.all(paths.map((path) => Deno.lstat(path).catch(() => null)));
  return paths.filter((_, i) => stats[i]?.isFile);
}

const DEBUG_FILES = ["coverage", "probe_amplitude", "probe_phase", "mean_pattern", "patches"].map((name) =>
  `${name}.png`
);
