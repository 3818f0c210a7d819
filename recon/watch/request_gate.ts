/**
 * Who is answered: a browser, or a program, on this machine that knows the token which was printed. A page of another site
 * that the same browser shows is not, whatever it makes the browser send.
 *
 * @module
 */
import { timingSafeEqual } from "node:crypto";

/** What a request must fit. */
export interface Gate {
  /** Port of the server. */
  readonly port: number;
  /** What must be in `token` of its address. */
  readonly token: string;
}

/** A token that nobody guesses: 128 random bits. */
export function newToken(): string {
  return crypto.getRandomValues(new Uint8Array(16)).toHex();
}

/**
 * Judges a request by its method, its headers and its address alone, before anything is done for it.
 *
 * @param request The request.
 * @param gate What it must fit: `Host` is this server's by number or as `localhost`, so that no name that leads here does;
 *   `Origin`, which must be there to change anything, is the address that was asked; the token is right.
 * @returns Null where it may be answered, else the answer that refuses it.
 */
export function refusal(request: Request, { port, token }: Gate): Response | null {
  const { method, headers } = request;
  const host = headers.get("host");
  if (host === null || !hostsOf(port).includes(host)) return refused(403, "its Host is not this server's");
  const origin = headers.get("origin");
  if (origin !== null && origin !== `http://${host}`) return refused(403, "its Origin is another page's");
  if (method !== "GET" && method !== "POST") return refused(405, "only GET and POST are understood");
  if (method === "POST" && origin === null) return refused(403, "it has no Origin");
  const given = new URL(request.url).searchParams.getAll("token");
  if (given.length === 1 && isSame(given[0] ?? "", token)) return null;
  return refused(403, "it has not the token of this server: open the address that `watch` has printed");
}

// --- internal ---

function hostsOf(port: number): readonly string[] {
  const names = ["127.0.0.1", "localhost"];
  return [...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : [])];
}

function refused(status: number, reason: string): Response {
  return new Response(`Refused, as ${reason}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}

/** Takes as long for any text of the same length. */
function isSame(given: string, token: string): boolean {
  const [a, b] = [given, token].map((text) => new TextEncoder().encode(text)) as [Uint8Array, Uint8Array];
  return a.length === b.length && timingSafeEqual(a, b);
}
