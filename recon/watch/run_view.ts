/**
 * One run: its state, its curves and images as they come, its configuration.
 *
 * @module
 */
import { element, escaped, joined, type Markup } from "../../config/values/markup.ts";
import { type Fact, factList, figureOf, paragraph, sentences } from "../report/page/parts.ts";
import { configurationSection } from "../report/sections/configuration.ts";
import { iterationsFigure } from "../figures/iterations_figure.ts";
import { headlineFacts } from "../report/sections/headline.ts";
import { runLosses } from "../report/sections/losses.ts";
import { momentText, timeText } from "../report/sections/run_words.ts";
import { timingFacts } from "../report/sections/timings.ts";
import type { AddressOf } from "./addresses.ts";
import { lifeText } from "./run_life.ts";
import { Parts, shortDigest, type View } from "./view.ts";
import { newest } from "./run_images.ts";
import type { RunNow } from "./watched_run.ts";

/** What is shown. */
export interface RunViewOptions {
  /** The way to the run from the directory that is watched. */
  readonly id: string;
  readonly now: RunNow;
  /** Ways to all runs. */
  readonly ids: readonly string[];
  readonly addressOf: AddressOf;
  readonly token: string;
}

/** The page of a run. */
export function runView({ id, now, ids, addressOf, token }: RunViewOptions): View {
  const parts = new Parts();
  const { run, life } = now;
  const configuration = configurationSection.content(run);
  const others = ids.filter((other) => other !== id);
  const title = id === "." ? `Run ${run.name}` : `Run ${id}`;
  const links = element("ul", {}, [
    link("All runs", addressOf("/")),
    link("Report of this run", addressOf("/report", { run: id })),
  ]);
  return {
    title,
    parts: parts.all,
    body: [
      element("nav", { "aria-label": "Pages" }, [links]),
      element("header", {}, [
        element("h1", {}, [escaped(title)]),
        parts.place("state", [escaped(lifeText(life, run))], { name: "p", role: "status", class: `life ${life}` }),
        parts.place("problems", run.problems.length === 0 ? [] : [sentences(run.problems, "problems")]),
        parts.place("controls", controlsOf(now), {
          class: "controls",
          role: "group",
          "aria-label": "Ask the run",
        }),
        element("p", { id: "answer", role: "status", class: "faint" }, [escaped("")]),
      ]),
      element("div", { class: "beside" }, [
        section("losses", run.engine ? "Iterations" : "Losses", parts.place("losses", [lossesOf(now)])),
        section("facts", "Facts", parts.place("facts", [factList(factsOf(now)) ?? escaped("")])),
      ]),
      section("images", "Images", parts.place("images", [imagesOf(id, now, addressOf)])),
      ...(others.length === 0 ? [] : [section("compare", "Compare", compareForm({ id, others, token }))]),
      ...(configuration === null ? [] : [
        section(
          "configuration",
          "Configuration",
          element("details", {}, [
            element("summary", {}, [escaped("Each field, who set it, and what that replaced")]),
            configuration,
          ]),
        ),
      ]),
    ],
    // The configuration is no part: it changes with the run alone.
    frame: shortDigest([id, (run.engine?.payload ?? run.payload)?.fingerprints.payload ?? "", ...others]),
  };
}

// --- internal ---

function link(text: string, address: string): Markup {
  return element("li", {}, [element("a", { href: address }, [escaped(text)])]);
}

function section(id: string, title: string, content: Markup): Markup {
  const heading = `about-${id}`;
  return element("section", { "aria-labelledby": heading }, [
    element("h3", { id: heading }, [escaped(title)]),
    content,
  ]);
}

/** Buttons, which only a training can answer. */
function controlsOf({ life, asked, run: { payload, engine } }: RunNow): Markup[] {
  const isOver = life === "ended" || life === "dead";
  const saves = (engine?.payload ?? payload)?.execution.checkpointing ?? true;
  const confirm = engine ? CONFIRM_ENGINE : CONFIRM;
  const stop = { what: "stop", text: "Stop", waits: "Stopping after this batch…", confirm };
  const save = { what: "checkpoint", text: "Checkpoint now", waits: "Saving after this batch…", confirm: undefined };
  return [stop, ...(saves ? [save] : [])].map(({ what, text, waits, confirm }) => {
    const isAsked = !isOver && asked.some((request) => request === what);
    return element("button", {
      type: "button",
      id: `ask-${what}`,
      "data-ask": what,
      "data-confirm": confirm,
      disabled: isOver || isAsked ? "" : undefined,
    }, [escaped(isAsked ? waits : text)]);
  });
}

const CONFIRM_ENGINE =
  "Stop this reconstruction? Its image is written and its state is saved: reconstruct --resume goes on from there to the " +
  "same result.";

const CONFIRM = "Stop this training? Its state is saved: train --resume goes on from there to the same result.";

function lossesOf({ run, life }: RunNow): Markup {
  if (run.engine) {
    return run.engine.iterations.length > 0
      ? figureOf(iterationsFigure(run.engine.iterations), "")
      : paragraph("No iteration is over yet.", "faint");
  }
  if (run.epochCount > 0) return figureOf(runLosses(run), thinnedText(run));
  return paragraph(
    life === "ended" || life === "dead"
      ? "No epoch was logged."
      : "No epoch is logged yet: curves begin with the end of the first (execution.logger must have csv).",
    "faint",
  );
}

function thinnedText({ epochCount, epochs }: RunNow["run"]): string {
  return epochCount === epochs.length ? "" : `Drawn are the extremes of ${epochCount} epochs.`;
}

function imagesOf(id: string, { images, run }: RunNow, addressOf: AddressOf): Markup {
  if (images.length === 0) return paragraph(run.engine ? NO_ENGINE_IMAGE : NO_IMAGE, "faint");
  return joined(images.flatMap((group) => [
    element("h4", {}, [escaped(`${group.folder || "results"}, ${momentText(new Date(newest(group)).toISOString())}`)]),
    element(
      "div",
      { class: group.folder.startsWith("images/") ? "images patches" : "images" },
      group.images.map(({ path, written }) => {
        const address = addressOf("/image", { run: id, path, written: String(written) });
        const name = path.slice(path.lastIndexOf("/") + 1);
        return element("figure", {}, [
          element("a", { href: address }, [element("img", { src: address, alt: `Image ${path}` })]),
          element("figcaption", {}, [escaped(name)]),
        ]);
      }),
    ),
  ]));
}

const NO_IMAGE =
  "No image yet. A training with --recon-log-every 1 writes some of patches each epoch, infer one of the " +
  "whole object.";

const NO_ENGINE_IMAGE =
  "No image yet: it is written at the end. A reconstruction with --recon-log-every 10 writes some of object and probe " +
  "every ten iterations.";

function factsOf(now: RunNow): readonly Fact[] {
  const { run, saved } = now;
  const left = secondsLeft(now);
  return [
    // The state stands above.
    ...headlineFacts(run).filter(([name]) => name !== "State"),
    ...(left === null ? [] : [["Time left, about", timeText(left)] as const]),
    ...timingFacts(run),
    ...(saved === null ? [] : [["Last checkpoint", momentText(new Date(saved).toISOString())] as const]),
  ];
}

function secondsLeft({ life, run: { payload, record, epochs, engine, epochCount } }: RunNow): number | null {
  const iteration = engine?.iterations.at(-1);
  if (iteration && life === "training" && engine?.payload) {
    return (engine.payload.engine.iterations - epochCount) * iteration.seconds;
  }
  const seconds = epochs.at(-1)?.seconds ?? null;
  if (life !== "training" || payload === null || record === null || seconds === null) return null;
  return Math.max(0, payload.training.epochs + payload.training.fineTuneEpochs - record.epochs) * seconds;
}

function compareForm(
  { id, others, token }: { readonly id: string; readonly others: readonly string[]; readonly token: string },
): Markup {
  const options = others.map((other) => element("option", { value: other }, [escaped(other)]));
  return element("form", { action: "/report", method: "get" }, [
    element("input", { type: "hidden", name: "token", value: token }),
    element("input", { type: "hidden", name: "run", value: id }),
    element("label", {}, [escaped("With run"), element("select", { name: "run" }, options)]),
    element("button", {}, [escaped("Compare")]),
  ]);
}
