/**
 * The server of live pages, which this machine alone can reach. It reads runs as anybody may, only while somebody looks, and
 * writes nothing but what a button asks of a training.
 *
 * @module
 */
import { isSystemError, systemReason } from "../../data/files/system_reason.ts";
import { answer, type KnownView } from "./answers.ts";
import { newToken, refusal } from "./request_gate.ts";
import type { RunNow } from "./watched_run.ts";
import { WatchedRuns } from "./watched_runs.ts";

/** A server that listens. Disposing of it ends it. */
export interface WatchServer extends AsyncDisposable {
  /** What to open, with the token. */
  readonly url: string;
  readonly port: number;
}

/**
 * Starts the server.
 *
 * @param directory Where runs are looked for.
 * @param port Where it listens; 0 takes a free one.
 * @throws {Error} If the directory cannot be looked into, or the port cannot be listened to.
 */
export async function startWatch(directory: string, port: number): Promise<WatchServer> {
  const runs = new WatchedRuns(directory);
  await runs.found();
  const token = newToken();
  const ending = new AbortController();
  const source = { runs, token, signal: ending.signal, views: new WeakMap<RunNow, KnownView>() };
  const server = listen(port, async (request) => {
    const refused = refusal(request, { port: server.addr.port, token });
    const response = refused ?? await answer(request, source).catch(failed);
    for (const [name, value] of HEADERS) response.headers.set(name, value);
    return response;
  });
  const taken = server.addr.port;
  return {
    port: taken,
    url: `http://127.0.0.1:${taken}/?token=${token}`,
    async [Symbol.asyncDispose](): Promise<void> {
      ending.abort();
      await server.shutdown();
    },
  };
}

// --- internal ---

/** No other page may show ours in a frame, or learn its address, and nothing is kept on disk. */
const HEADERS = [
  ["cache-control", "no-store"],
  ["content-security-policy", "frame-ancestors 'none'"],
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
  ["referrer-policy", "no-referrer"],
  ["x-content-type-options", "nosniff"],
] as const;

function listen(port: number, handler: (request: Request) => Promise<Response>): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({ hostname: "127.0.0.1", port, onListen: () => undefined }, handler);
  } catch (cause) {
    throw new Error(`Cannot listen on 127.0.0.1:${port} as ${problem(cause)}`, { cause });
  }
}

function problem(cause: unknown): string {
  if (cause instanceof Deno.errors.AddrInUse) return "another program does: choose another --port, or 0 for a free one";
  if (cause instanceof Deno.errors.NotCapable) return "Deno does not allow it: add --allow-net=127.0.0.1";
  return isSystemError(cause) ? systemReason(cause) : String(cause);
}

function failed(error: unknown): Response {
  const sentence = error instanceof Error ? error.message : String(error);
  return new Response(`${sentence}\n`, { status: 500, headers: { "content-type": "text/plain; charset=utf-8" } });
}
