/**
 * Requests as anybody can write them: `fetch` has a mind of its own about `Host` and paths.
 *
 * @module
 */

/** What is sent. */
export interface RawRequest {
  readonly port: number;
  /** Path and query, as they are. */
  readonly target: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Sends a request and reads its answer to the end. */
export async function rawRequest({ port, target, method = "GET", headers = {} }: RawRequest): Promise<RawAnswer> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const all = { host: `127.0.0.1:${port}`, connection: "close", ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  await writeAll(connection, new TextEncoder().encode(`${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n`));
  const text = await new Response(connection.readable).text();
  const [head = "", ...body] = text.split("\r\n\r\n");
  const [first = "", ...fields] = head.split("\r\n");
  return {
    status: Number(first.split(" ")[1]),
    headers: new Headers(
      fields.map((field): [string, string] => [field.split(":")[0] ?? "", field.slice(field.indexOf(":") + 1).trim()]),
    ),
    text: body.join("\r\n\r\n"),
  };
}

// --- internal ---

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) written += await connection.write(bytes.subarray(written));
}
