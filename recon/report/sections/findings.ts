/**
 * What looks wrong in the images of a run, its data or its network, and what to try.
 *
 * @module
 */
import { element, escaped, type Markup } from "../../../config/values/markup.ts";
import { capital } from "../../figures/drawing/text/capital.ts";
import type { Finding } from "../../findings/finding.ts";
import { group, paragraph } from "../page/parts.ts";
import type { ReportedRun } from "../reading/reported_run.ts";
import type { Section } from "./section.ts";

/** Findings of each image that diagnostics were kept of. */
export const findingsSection: Section = {
  id: "findings",
  title: "What looks wrong",
  content: ({ images }) => {
    const known = images.flatMap(({ path, findings }) => findings ? [{ path, findings }] : []);
    if (known.length === 0) return null;
    return group(known.flatMap(({ path, findings }) => [
      ...(known.length > 1 ? [element("h4", {}, [escaped(path)])] : []),
      findings.length === 0 ? paragraph("Nothing looks wrong.") : findingList(findings),
    ]));
  },
};

/** How many problems and hints the newest image has, in words; null where nobody looked. */
export function findingsText({ images: [newest] }: ReportedRun): string | null {
  const { findings } = newest ?? {};
  if (!findings) return null;
  const count = (severity: Finding["severity"]): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const parts = (["problem", "hint"] as const).flatMap((severity) => {
    const found = count(severity);
    return found === 0 ? [] : [`${found} ${severity}${found > 1 ? "s" : ""}`];
  });
  return parts.join(", ") || "none";
}

// --- internal ---

function findingList(findings: readonly Finding[]): Markup {
  return element("ul", { class: "findings" }, findings.map(findingOf));
}

function findingOf({ severity, title, detail, remedy }: Finding): Markup {
  return element("li", { class: severity }, [
    element("strong", {}, [escaped(`${capital(severity)}: ${title}.`)]),
    paragraph(`${capital(detail)}.`),
    paragraph(`Try: ${remedy}.`),
  ]);
}
