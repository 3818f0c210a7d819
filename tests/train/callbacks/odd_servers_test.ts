/**
 * Servers at MLflow's address that are none, or answer as none should: a training ends as it would without, with a warning.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { createMlflowLogger } from "../../../train/callbacks/mlflow_logger.ts";
import { findMlflowServer } from "../../../run/mlflow/mlflow_server.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { BATCH, PLAN, TIMES } from "../plan.ts";

/** Once the first warning is there, nothing more is waited for. */
const TIMING = { gather: 0, firstWait: 5, longestWait: 20, patience: 50 };

/** Time limits of a request: of one that is answered in some way, however busy the machine is, and of one that is not. */
const TIMEOUTS = { answered: 120_000, unanswered: 100 };
const TIMINGS = { prepare: 0, train: 0, validate: 0, images: 0, checkpoint: 0, total: 0 };

/** What a server sends, piece by piece; `forever` repeats the last one. */
interface OddAnswer {
  readonly pieces: readonly string[];
  readonly forever?: boolean;
  /** What happens to the connection then: nothing, or it is closed, or only its sending half. */
  readonly close?: "both" | "half";
}

const answer = (status: string, headers: readonly string[] = [], body = ""): OddAnswer => ({
  pieces: [[`HTTP/1.1 ${status}`, `content-length: ${body.length}`, ...headers, "", body].join("\r\n")],
});
const json = (value: unknown): OddAnswer => answer("200 OK", ["content-type: application/json"], JSON.stringify(value));
const refusal = (status: string, headers: readonly string[] = []): OddAnswer =>
  answer(
    status,
    headers,
    JSON.stringify({ error_code: "ODD\u001b[31m\n", message: `odd\u001b[31m ${"x".repeat(5000)}` }),
  );

const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

/** What only the time limit of a request ends. */
const UNANSWERED = /no answer within/;

/** By name; the sentence that must be in the first warning. */
const ODD: Readonly<Record<string, readonly [OddAnswer, RegExp]>> = {
  "a redirect": [
    answer("302 Found", ["location: http://127.0.0.1:9/elsewhere"]),
    /answered 302, which points to http:\/\/127\.0\.0\.1:9\/elsewhere: have that address/,
  ],
  "a redirect to itself": [answer("307 Temporary Redirect", ["location: /"]), /answered 307/],
  "a redirect to nowhere": [answer("301 Moved Permanently"), /answered 301/],
  "hints and nothing else": [
    { pieces: ["HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"] },
    UNANSWERED,
  ],
  "no content": [{ pieces: ["HTTP/1.1 204 No Content\r\n\r\n"] }, /not one of MLflow/],
  "a page": [answer("200 OK", ["content-type: text/html"], "<html>Sign in</html>"), /not one of MLflow/],
  "half of its JSON": [answer("200 OK", [], '{"experiment": {"experim'), /not one of MLflow/],
  "JSON without ids": [json({ experiment: {}, run: { info: {} } }), /not one of MLflow/],
  "ids that are no text": [json({ experiment: { experiment_id: 7 }, runs: [null] }), /not one of MLflow/],
  "lists where objects are due": [json({ experiment: [], runs: {} }), /not one of MLflow/],
  "a body that drips": [{ pieces: [`${HEAD}content-length: 100000\r\n\r\n`, " "], forever: true }, UNANSWERED],
  "a head that drips": [{ pieces: ["HTTP/1.1 200 OK\r\n", "a: b\r\n"], forever: true }, UNANSWERED],
  "a body without an end": [
    { pieces: [`${HEAD}transfer-encoding: chunked\r\n\r\n`, `4000\r\n${" ".repeat(0x4000)}\r\n`], forever: true },
    /longer than 1 MB/,
  ],
  "less than it announced": [{ pieces: [`${HEAD}content-length: 50\r\n\r\n{}`], close: "both" }, /out of reach/],
  "a length that is none": [{ pieces: [`${HEAD}content-length: many\r\n\r\n{}`], close: "both" }, /out of reach/],
  "two lengths": [
    { pieces: [`${HEAD}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`], close: "both" },
    /out of reach/,
  ],
  "chunks that are none": [
    { pieces: [`${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n`], close: "both" },
    /out of reach/,
  ],
  "no HTTP": [{ pieces: ["220 mail.example.org ESMTP\r\n"], close: "both" }, /out of reach/],
  "its half of the connection closed": [{ pieces: [], close: "half" }, /out of reach/],
  "a closed connection": [{ pieces: [], close: "both" }, /out of reach/],
  "nothing": [{ pieces: [] }, UNANSWERED],
  "401": [refusal("401 Unauthorized"), /answered 401 ODD.*MLFLOW_TRACKING_TOKEN/],
  "403": [refusal("403 Forbidden"), /answered 403/],
  "404": [refusal("404 Not Found"), /answered 404/],
  "409": [refusal("409 Conflict"), /answered 409/],
  "429 for a century": [refusal("429 Too Many Requests", ["retry-after: 3153600000"]), /answered 429/],
  "429 until the past": [
    refusal("429 Too Many Requests", ["retry-after: Thu, 01 Jan 1970 00:00:00 GMT"]),
    /answered 429/,
  ],
  "429 until no date": [refusal("429 Too Many Requests", ["retry-after: soon"]), /answered 429/],
  "503": [refusal("503 Service Unavailable"), /answered 503/],
};

for (const [name, [odd, sentence]] of Object.entries(ODD)) {
  Deno.test(`createMlflowLogger() lets a training end, with a warning, where a server answers with ${name}`, () =>
    withTempDir(async (directory) => {
      await using server = new OddServer(odd);
      const timeout = TIMEOUTS[sentence === UNANSWERED ? "unanswered" : "answered"];
      const warnings = await logRun(directory, `http://127.0.0.1:${server.port}`, timeout);
      assertEquals(warnings.filter((text) => text.length > 1000 || /\p{Cc}/u.test(text)), []);
      assert(sentence.test(warnings[0] ?? ""), warnings.join("\n"));
      assert(warnings.length <= 3, warnings.join("\n"));
      // All of it waits for the next call.
      assert((await Deno.readTextFile(`${directory}/mlflow_queue.jsonl`)).includes("poisson_train_loss"));
    }));
}

Deno.test("createMlflowLogger() asks for the permission that a server of an IPv6 address needs", () =>
  withTempDir(async (directory) => {
    const [warning = ""] = await logRun(directory, "http://[::1]:5000", TIMEOUTS.answered);
    assert(warning.includes("the program may not use the network: run it with --allow-net=[::1]:5000"), warning);
  }));

/** Logs an epoch of two batches, ends once there is a warning, and returns all that there are. */
async function logRun(directory: string, uri: string, timeout: number): Promise<string[]> {
  const warnings: string[] = [];
  const warned = Promise.withResolvers<void>();
  const logger = createMlflowLogger({
    server: findMlflowServer(uri, () => undefined),
    experiment: "stars",
    directory,
    payload: createTrainingPayload({ training: { epochs: 1 } }),
    timing: { ...TIMING, timeout },
    onWarning: (text) => {
      warnings.push(text);
      warned.resolve();
    },
  });
  const counts = { epochs: 1, batches: 2, samples: 2, channels: 1, validationSamples: 0, warnings: [] };
  await logger.onFitStart?.({ ...counts, runDirectory: directory, firstEpoch: 0, firstBatch: 0 });
  const metrics = { poisson_train_loss: 1 };
  for (const batch of [0, 1]) {
    await logger.onBatchEnd?.({ ...BATCH, epoch: 0, batch, step: batch, microStep: batch, size: 1, metrics });
  }
  await logger.onEpochEnd?.({ ...PLAN, epoch: 0, steps: 2, metrics, ...TIMES, gradNorm: null });
  await warned.promise;
  await logger.onFitEnd?.({ exitReason: "finished", exitDetail: null, epochs: 1, steps: 2, timings: TIMINGS });
  return warnings;
}

/** Answers every connection in the same odd way, without a look at what it is asked. */
class OddServer implements AsyncDisposable {
  readonly #listener: Deno.TcpListener;
  readonly #answer: OddAnswer;
  readonly #connections: Promise<void>[] = [];
  readonly #open = new Set<Deno.TcpConn>();
  readonly #accepting: Promise<void>;

  constructor(answer: OddAnswer) {
    this.#answer = answer;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#accepting = this.#accept();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#open) close(connection);
    await Promise.all([this.#accepting, ...this.#connections]);
  }

  async #accept(): Promise<void> {
    try {
      for await (const connection of this.#listener) {
        this.#open.add(connection);
        this.#connections.push(this.#serve(connection).catch(() => {}));
      }
    } catch {
      // It was closed.
    }
  }

  async #serve(connection: Deno.TcpConn): Promise<void> {
    const { pieces, forever = false, close: end } = this.#answer;
    await connection.read(new Uint8Array(65_536));
    for (const piece of pieces) await write(connection, piece);
    while (forever) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      await write(connection, pieces.at(-1) ?? "");
    }
    if (end === "half") await connection.closeWrite();
    if (end === "both") close(connection);
    // Whoever asked may go on on this connection: it is answered no more.
    while (await connection.read(new Uint8Array(65_536)) !== null);
    close(connection);
  }
}

async function write(connection: Deno.TcpConn, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) done += await connection.write(bytes.subarray(done));
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // It is closed.
  }
}
