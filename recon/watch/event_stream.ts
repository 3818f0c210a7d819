/**
 * What changes on a page, sent as it changes: server-sent events, of which each has the digest of what the page shows with
 * it. A page that lost its connection says which it has, and gets nothing, or all.
 *
 * @module
 */
import { partsDigest, type View } from "./view.ts";

/** What is followed. */
export interface EventStreamOptions {
  /** What the page should show now; null where there is no such page any more. */
  readonly look: () => Promise<View | null>;
  /** Frame of the page as it was loaded. */
  readonly frame: string;
  /** Digest of the parts that the page shows. */
  readonly last: string;
  /** Ends it. */
  readonly signal: AbortSignal;
  /**
   * Time between two looks, in milliseconds. A look that takes long is followed by a longer time, so that looking never
   * takes more than a part of a processor.
   * @default 2000
   */
  readonly intervalMs?: number;
}

/** Part of the time that is spent with looking, at most. */
export const LOOKING_SHARE = 1 / 8;

/**
 * Follows a page.
 *
 * @returns The body of an answer of type `text/event-stream`.
 */
export function eventStream(options: EventStreamOptions): ReadableStream<Uint8Array> {
  const left = new AbortController();
  const signal = AbortSignal.any([options.signal, left.signal]);
  return new ReadableStream<Uint8Array>({
    start(controller): void {
      follow(controller, { ...options, signal }).catch(() => undefined).finally(() => {
        // Whoever has left has closed it.
        if (!left.signal.aborted) controller.close();
      });
    },
    cancel: () => left.abort(),
  });
}

// --- internal ---

const QUIET_MS = 15_000;

async function follow(
  controller: ReadableStreamDefaultController<Uint8Array>,
  { look, frame, last, signal, intervalMs = 2000 }: EventStreamOptions,
): Promise<void> {
  const encoder = new TextEncoder();
  const send = (text: string): void => controller.enqueue(encoder.encode(text));
  let shown: View["parts"] | null = null;
  let sent = performance.now();
  send(`retry: ${RETRY_MS}\n\n`);
  while (!signal.aborted) {
    const begun = performance.now();
    const view = await look();
    if (signal.aborted) return;
    if (view === null || view.frame !== frame) return send("event: reload\ndata:\n\n");
    // Nothing piles up for a reader that is slow.
    if ((controller.desiredSize ?? 1) >= 0) {
      const isKnown = shown === null && partsDigest(view.parts) === last;
      const changed = isKnown ? [] : [...view.parts].filter(([id, part]) => shown?.get(id) !== part);
      shown = view.parts;
      const isQuiet = changed.length === 0;
      if (!isQuiet) send(eventOf(partsDigest(view.parts), changed));
      else if (begun - sent > QUIET_MS) send(": nothing new\n\n");
      if (!isQuiet || begun - sent > QUIET_MS) sent = begun;
    }
    await pause(Math.max(intervalMs, (performance.now() - begun) / LOOKING_SHARE), signal);
  }
}

/** How soon a page that lost its connection asks again. */
const RETRY_MS = 2000;

function eventOf(id: string, parts: readonly (readonly [string, string])[]): string {
  return `id: ${id}\nevent: parts\ndata: ${JSON.stringify(Object.fromEntries(parts))}\n\n`;
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((done) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      done();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
}
