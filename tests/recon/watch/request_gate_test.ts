import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { newToken, refusal } from "../../../recon/watch/request_gate.ts";

const GATE = { port: 8321, token: newToken() };
const OWN = "127.0.0.1:8321";

interface Sent {
  readonly method?: string;
  readonly host?: string | null;
  readonly origin?: string | null;
  readonly query?: string;
}

/** Status of the answer that refuses a request; null where nothing does. */
function judged(
  { method = "POST", host = OWN, origin = `http://${OWN}`, query = `token=${GATE.token}` }: Sent,
): number | null {
  const headers = { ...(host !== null && { host }), ...(origin !== null && { origin }) };
  return refusal(new Request(`http://${OWN}/ask?${query}`, { method, headers }), GATE)?.status ?? null;
}

Deno.test("refusal() lets in who names this server and knows its token", () => {
  assertEquals(judged({}), null);
  assertEquals(judged({ host: "localhost:8321", origin: "http://localhost:8321" }), null);
  assertEquals(judged({ method: "GET", origin: null }), null);
  assertEquals(judged({ query: `run=a&token=${GATE.token}&what=stop` }), null);
  const request = new Request(`http://localhost/?token=${GATE.token}`, { headers: { host: "localhost" } });
  assertEquals(refusal(request, { ...GATE, port: 80 }), null);
});

Deno.test("refusal() lets nobody in by a foreign Host or Origin, by none, by another method, or without the token", () => {
  const names = fc.oneof(
    fc.domain(),
    fc.constantFrom("", "localhost", "127.0.0.1", "127.0.0.1:8322", "127.0.0.1.evil.example:8321", "[::1]:8321"),
    fc.constantFrom("0.0.0.0:8321", "127.1:8321", "LOCALHOST:8321", "localhost.:8321", "evil.example#127.0.0.1:8321"),
  );
  const origins = fc.oneof(
    names.map((name) => `http://${name}`),
    fc.constantFrom(
      "null",
      `https://${OWN}`,
      OWN,
      `http://${OWN}/`,
      `http://${OWN}, http://${OWN}`,
      "http://localhost:8321",
      "file://",
    ),
  );
  const tokens = fc.oneof(
    fc.string().map((text) => `token=${encodeURIComponent(text)}`),
    fc.constantFrom(
      "",
      "token",
      `Token=${GATE.token}`,
      `token=${GATE.token.toUpperCase()}A`,
      `token=${GATE.token.slice(1)}`,
    ),
    fc.constantFrom(`token=${GATE.token}&token=${GATE.token}`, `token=${GATE.token}%20`, `token[]=${GATE.token}`),
  );
  const methods = fc.constantFrom("GET", "POST");
  const refused = (sent: Sent): void => assertEquals(judged(sent), 403, JSON.stringify(sent));
  fc.assert(fc.property(methods, names, (method, host) => refused({ method, host })));
  fc.assert(fc.property(methods, names, (method, host) => refused({ method, host, origin: `http://${host}` })));
  fc.assert(fc.property(methods, origins, (method, origin) => refused({ method, origin })));
  fc.assert(fc.property(methods, tokens, (method, query) => refused({ method, query })));
  refused({ host: null });
  refused({ origin: null });
  for (const method of ["PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"]) assertEquals(judged({ method }), 405);
});

Deno.test("newToken() is another one each time, of 128 bits", () => {
  const tokens = Array.from({ length: 100 }, newToken);
  assertEquals(new Set(tokens).size, 100);
  assert(tokens.every((token) => /^[0-9a-f]{32}$/.test(token)));
});
