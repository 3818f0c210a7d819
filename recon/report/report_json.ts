/**
 * A report as a value for programs.
 *
 * @module
 */
import type { ReportedRun } from "./reading/reported_run.ts";
import { configurationDifferences } from "./sections/configuration_differences.ts";

/**
 * What a report tells, without images: of these, path, scan, size and findings.
 *
 * @param runs The runs.
 * @returns A value that JSON can hold.
 */
export function reportJson(runs: readonly ReportedRun[]): unknown {
  return {
    runs: runs.map(({ images, beam, ...run }) => ({
      ...run,
      images: images.map(({ path, scan, size, findings, reconstruction: { pixelSize = null }, bin }) => ({
        ...{ path, scan, size, findings },
        pixelSize: pixelSize && { height: pixelSize.height / bin, width: pixelSize.width / bin },
      })),
      scan: beam?.scan ?? null,
    })),
    differences: configurationDifferences(runs),
  };
}
