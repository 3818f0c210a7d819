/**
 * By what, where and how a run was made.
 *
 * @module
 */
import { epochNumber } from "../../../config/values/epoch_number.ts";
import { type Fact, factList } from "../page/parts.ts";
import type { ReportedRun } from "../reading/reported_run.ts";
import { momentText } from "./run_words.ts";
import type { Section } from "./section.ts";

/** The environment. */
export const environmentSection: Section = {
  id: "environment",
  title: "Environment",
  content: (run) => factList(environmentFacts(run)),
};

/** Versions, device, seed and calls; none where the run has no record. */
export function environmentFacts({ engine, ...run }: ReportedRun): readonly Fact[] {
  const record = engine?.record ?? run.record;
  if (!record) return [];
  const { versions, accelerator, determinism, calls, resumedFrom, seed } = record;
  return [
    ["Versions", `exitwave ${versions.exitwave}, Deno ${versions.deno}, tensorflow.js ${versions.tfjs}`],
    ["Accelerator", `${accelerator.name}: ${accelerator.adapter}`],
    ["Seed", String(seed)],
    ["Same bits", `${determinism.guaranteed ? "guaranteed" : "not guaranteed"}: ${determinism.reason}`],
    ...(resumedFrom
      ? [
        ["Resumed", `from ${placeText(resumedFrom)}, after ${resumedFrom.batch} of its batches`] as const,
      ]
      : []),
    ...calls.map((call): Fact => [`Call of ${momentText(call.startedAt)}`, callText(call)]),
  ];
}

// --- internal ---

function placeText(place: { readonly epoch: number } | { readonly iteration: number }): string {
  return "epoch" in place ? `epoch ${epochNumber(place.epoch)}` : `iteration ${epochNumber(place.iteration)}`;
}

type Call = NonNullable<ReportedRun["record"]>["calls"][number];

function callText({ commandLine, workingDirectory, host, commit }: Call): string {
  const state = commit?.dirty ? " with changes" : "";
  const parts = [
    commandLine ?? "a script",
    workingDirectory && `in ${workingDirectory}`,
    host && `on ${host}`,
    commit && `at commit ${commit.hash.slice(0, 12)}${commit.branch ? ` of ${commit.branch}` : ""}${state}`,
  ];
  return parts.filter(Boolean).join(", ");
}
