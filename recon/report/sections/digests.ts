/**
 * Digests, by which data, configurations and results are recognised.
 *
 * @module
 */
import { type PlacedScan, recordedScans } from "../../../run/run_record.ts";
import { type Fact, factList } from "../page/parts.ts";
import type { ReportedRun } from "../reading/reported_run.ts";
import type { Section } from "./section.ts";

/** Digests. */
export const digestsSection: Section = {
  id: "digests",
  title: "Digests",
  content: (run) => factList(digestFacts(run)),
};

/** Fingerprints of the configuration, digests of scans and of what was made of the network. */
export function digestFacts({ record, payload, products, engine }: ReportedRun): readonly Fact[] {
  const known = engine ?? { record, payload };
  const fingerprints = known.record?.fingerprints ?? known.payload?.fingerprints;
  const scans = (key: "scan" | "testScan"): readonly PlacedScan[] => record ? recordedScans(record.data, key) : [];
  return [
    ...(fingerprints
      ? [
        ["Configuration", `sha256:${fingerprints.payload}`] as const,
        ["Its scientific fields", `sha256:${fingerprints.scientific}`] as const,
      ]
      : []),
    ...(engine?.record ? [[`Scan ${engine.record.data.scan.path}`, engine.record.data.scan.digest] as const] : []),
    ...scans("scan").map(({ path, digest }): Fact => [`Scan ${path}`, digest]),
    ...scans("testScan").map(({ path, digest }): Fact => [`Validated on ${path}`, digest]),
    ...products.map(({ path, digest }): Fact => [path, digest]),
  ];
}
