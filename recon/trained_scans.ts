/**
 * The scans that a network was trained on, as its checkpoint knows them: which of them a file is, and how it differs from them.
 *
 * @module
 */
import type { ScanCharacter, TrainedCharacter } from "../data/scan_character.ts";
import type { KnownScan, Trained } from "./load_trained.ts";

/** All scans of the training, in their order; of a checkpoint that does not tell, one of which nothing is known. */
export function trainedScans(
  { scanDigest: digest, scales, character, otherScans = [] }: Pick<
    Trained,
    "scanDigest" | "scales" | "character" | "otherScans"
  >,
): readonly [KnownScan, ...KnownScan[]] {
  return [{ digest, scales, character }, ...otherScans];
}

/**
 * Number of a scan among those of the training.
 *
 * @param scans The scans of the training.
 * @param digest Digest of the scan's file.
 * @returns Null where it is another one.
 */
export function numberOfScan(scans: readonly KnownScan[], digest: string): number | null {
  const number = scans.findIndex((scan) => scan.digest === digest);
  return number < 0 ? null : number;
}

/**
 * What a network knows that is nearest to a scan: its character where each number lies among those of the training, else the
 * nearest of theirs.
 *
 * @param scans The scans of the training.
 * @param character Character of the scan.
 * @returns Null where nothing is known of one of them.
 */
export function nearestCharacter(scans: readonly KnownScan[], character: ScanCharacter): TrainedCharacter | null {
  const known = scans.flatMap((scan) => scan.character ?? []);
  if (known.length < scans.length) return null;
  const nearest = (key: keyof ScanCharacter): number => {
    const values = known.map((one) => one[key]);
    return Math.min(Math.max(character[key], Math.min(...values)), Math.max(...values));
  };
  return {
    energy: nearest("energy"),
    patternRadius: nearest("patternRadius"),
    probeRadius: nearest("probeRadius"),
  };
}
