/**
 * The probe of the scan that a run was trained on.
 *
 * @module
 */
import { objectPixelOf } from "../../../data/experiment.ts";
import { probeFigure } from "../../figures/probe_figure.ts";
import { figureOf } from "../page/parts.ts";
import type { ReportedRun } from "../reading/reported_run.ts";
import type { Section } from "./section.ts";

/** The probe. */
export const probeSection: Section = {
  id: "probe",
  title: "Probe",
  content: (run) => {
    const image = run.images.find(({ diagnostics }) => (diagnostics?.probe.length ?? 0) > 0);
    const probe = image?.diagnostics?.probe ?? run.beam?.probe ?? [];
    if (probe.length === 0) return null;
    const pixelSize = image?.diagnostics?.pixelSize ?? pixelOf(run);
    const source = image
      ? `As it was used for ${image.path}: that of the scan, or as it was learned.`
      : `As ${run.beam?.scan} holds it now.`;
    return figureOf(probeFigure(probe, pixelSize ? { pixelSize } : {}), source);
  },
};

/** Height and width of a pixel of probe and object in metres; null where they are not known. */
export function pixelOf({ record, beam, payload }: ReportedRun): ReturnType<typeof objectPixelOf> {
  const experiment = record?.data.scan.experiment;
  const side = beam?.probe[0]?.height ?? payload?.data.patchSize ?? null;
  return experiment && side !== null ? objectPixelOf(experiment, side) : null;
}
