/**
 * What the server of live pages answers, to who is answered at all.
 *
 * @module
 */
import { askRun, RUN_REQUESTS, type RunRequest } from "../../run/run_requests.ts";
import { readReportedRun } from "../report/reading/reported_run.ts";
import { reportHtml } from "../report/report_html.ts";
import { addressesWith } from "./addresses.ts";
import { eventStream } from "./event_stream.ts";
import { lifeText } from "./run_life.ts";
import { runsView } from "./runs_view.ts";
import { runView } from "./run_view.ts";
import type { View } from "./view.ts";
import { watchPage } from "./watch_page.ts";
import type { RunNow } from "./watched_run.ts";
import type { WatchedRuns } from "./watched_runs.ts";

/** What answers come from. */
export interface AnswerSource {
  readonly runs: WatchedRuns;
  readonly token: string;
  /** Ends streams of events. */
  readonly signal: AbortSignal;
  /** Views by what they show and the runs beside it: as long as nothing changes nothing is drawn. */
  readonly views: WeakMap<RunNow, KnownView>;
}

/** A view, and the runs beside the one that it shows. */
export interface KnownView {
  readonly ids: readonly string[];
  readonly view: View;
}

/**
 * Answers a request.
 *
 * @param request A request that no gate has refused.
 * @param source What answers come from.
 */
export async function answer(request: Request, source: AnswerSource): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const key = `${request.method} ${pathname}`;
  const route = Object.hasOwn(ROUTES, key) ? ROUTES[key] : undefined;
  const found = await route?.(searchParams, source, request.headers);
  return found ?? text("There is nothing here.", 404);
}

// --- internal ---

/** Answers by the values of an address; null where these lead nowhere. */
type Route = (values: URLSearchParams, source: AnswerSource, headers: Headers) => Promise<Response | null>;

const ROUTES: Readonly<Record<string, Route>> = {
  "GET /": page,
  "GET /run": page,
  "GET /events": events,
  "GET /image": image,
  "GET /report": report,
  "POST /ask": ask,
};

function text(sentence: string, status = 200): Response {
  return new Response(`${sentence}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8" } });
}

function html(content: string): Response {
  return new Response(content, { headers: { "content-type": "text/html; charset=utf-8" } });
}

async function page(values: URLSearchParams, source: AnswerSource): Promise<Response | null> {
  const view = await viewOf(values, source);
  if (view === null) return null;
  const run = values.get("run");
  return html(await watchPage(view, addressesWith(source.token)("/events", run === null ? {} : { run })));
}

/** The view of a run, or of all where none is named. */
async function viewOf(values: URLSearchParams, { runs, token, views }: AnswerSource): Promise<View | null> {
  const addressOf = addressesWith(token);
  const id = values.get("run");
  const { ids, problems } = await runs.found();
  if (id !== null) {
    const now = await (await runs.run(id))?.look();
    if (!now) return null;
    const known = views.get(now);
    if (known?.ids === ids) return known.view;
    const view = runView({ id, now, ids, addressOf, token });
    views.set(now, { ids, view });
    return view;
  }
  const all = new Map<string, RunNow>();
  for (const each of ids) {
    const now = await (await runs.run(each))?.look();
    if (now) all.set(each, now);
  }
  return runsView({ directory: runs.directory, runs: all, problems, addressOf, token });
}

/** A browser that connects again says in a header what it got last; a page that has just been loaded, in the address. */
function events(values: URLSearchParams, source: AnswerSource, headers: Headers): Promise<Response> {
  const frame = values.get("frame") ?? "";
  const last = headers.get("last-event-id") ?? values.get("last") ?? "";
  const stream = eventStream({ look: () => viewOf(values, source), frame, last, signal: source.signal });
  return Promise.resolve(new Response(stream, { headers: { "content-type": "text/event-stream" } }));
}

/** One of the images that the page of a run shows; the path that is sent is only compared with theirs. */
async function image(values: URLSearchParams, { runs }: AnswerSource): Promise<Response | null> {
  const run = await runs.run(values.get("run") ?? "");
  const content = await run?.openImage(values.get("path") ?? "") ?? null;
  return content && new Response(content, { headers: { "content-type": "image/png" } });
}

async function report(values: URLSearchParams, { runs }: AnswerSource): Promise<Response | null> {
  const ids = [...new Set(values.getAll("run"))];
  const { ids: known } = await runs.found();
  if (ids.length === 0) return text("Tick the runs to compare first.", 400);
  if (!ids.every((id) => known.includes(id))) return null;
  const options = { side: Math.max(64, Math.floor(SIDE / Math.sqrt(ids.length))), images: ids.length === 1 ? 4 : 1 };
  const read = [];
  for (const id of ids) read.push(await readReportedRun(runs.pathOf(id), options));
  return html(await reportHtml(read));
}

/** Longest side of the image of a report of one run, in pixels. */
const SIDE = 1024;

async function ask(values: URLSearchParams, { runs }: AnswerSource): Promise<Response | null> {
  const id = values.get("run") ?? "";
  const what = RUN_REQUESTS.find((request) => request === values.get("what"));
  const now = await (await runs.run(id))?.look();
  if (!now || !what) return null;
  if (!mayBeAsked(now)) {
    return text(`Nobody can be asked, as this run is not training: ${lifeText(now.life, now.run)}`, 409);
  }
  await askRun(runs.pathOf(id), what);
  return text(ASKED[what]);
}

/** A training that is being prepared would take a request for one that was meant for the training before. */
function mayBeAsked({ life }: RunNow): boolean {
  return life === "training" || life === "unknown";
}

const ASKED: Readonly<Record<RunRequest, string>> = {
  stop: "Asked to stop: the training does so after the batch that it is at, and saves its state.",
  checkpoint: "Asked for a checkpoint: the training writes one after the batch that it is at.",
};
