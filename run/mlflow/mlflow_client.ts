/**
 * MLflow's REST API, version 2.0, as far as a training needs it. Every request has a time limit and fails with an
 * {@link MlflowError} that says what to do. Field names and limits are those of MLflow's documentation.
 *
 * @module
 */
import type { MlflowMetric, MlflowPair, MlflowUpdate } from "./mlflow_entry.ts";
import { errorOfAnswer, errorOfFailure, hostOf, missingPermission, MlflowError } from "./mlflow_error.ts";
import type { MlflowServer } from "./mlflow_server.ts";

/** What one `log-batch` request carries. */
export interface MlflowBatch {
  readonly metrics: readonly MlflowMetric[];
  readonly params: readonly MlflowPair[];
  readonly tags: readonly MlflowPair[];
}

/** A run to be found or made. */
export interface MlflowRunOutline {
  /** A UUID that the run is tagged with, by which it is found again. */
  readonly identity: string;
  readonly runName: string;
  /** Milliseconds since 1970. */
  readonly startTime: number;
}

/** Name of the tag that holds a run's identity. */
export const IDENTITY_TAG = "exitwave_run";

/** Talks to one server. */
export class MlflowClient {
  readonly #server: MlflowServer;
  readonly #timeout: number;
  readonly #signal: AbortSignal;

  /**
   * @param server The server.
   * @param options Time limit of a request in milliseconds, and what breaks requests off.
   */
  constructor(server: MlflowServer, options: { readonly timeout: number; readonly signal: AbortSignal }) {
    this.#server = server;
    this.#timeout = options.timeout;
    this.#signal = options.signal;
  }

  /**
   * The id of an experiment, which is made where it is not there yet.
   *
   * @param name Its name.
   * @throws {MlflowError} If the server cannot be asked or the experiment was deleted.
   */
  async experiment(name: string): Promise<string> {
    // What is no text cannot be part of an address.
    const text = name.toWellFormed();
    return await this.#findExperiment(text) ?? await this.#createExperiment(text);
  }

  /**
   * The id of a run, which is made where it is not there yet. It is looked for first, by the tag {@link IDENTITY_TAG}:
   * the answer to an earlier request may have been lost, and the run would be there twice.
   *
   * @param experimentId Its experiment.
   * @param outline What the run is.
   * @throws {MlflowError} If the server cannot be asked.
   */
  async run(experimentId: string, { identity, runName, startTime }: MlflowRunOutline): Promise<string> {
    const filter = `tags.${IDENTITY_TAG} = '${identity}'`;
    const found = await this.#post("runs/search", { experiment_ids: [experimentId], filter, max_results: 1 });
    const known = textAt(Array.isArray(found.runs) ? found.runs[0] : null, "info", "run_id");
    if (known !== null) return known;
    const made = await this.#post("runs/create", {
      experiment_id: experimentId,
      run_name: runName,
      start_time: startTime,
      tags: [{ key: IDENTITY_TAG, value: identity }],
    });
    return textAt(made, "run", "info", "run_id") ?? notMlflow("runs/create");
  }

  /**
   * Adds metrics, parameters and tags to a run. Sending the same again does no harm: a metric is the same point with
   * the same timestamp, step and value, and a parameter or tag is overwritten by itself.
   *
   * @param runId The run.
   * @param batch At most 1000 entries, of which 100 parameters and 100 tags.
   * @throws {MlflowError} If the server did not take it.
   */
  async logBatch(runId: string, batch: MlflowBatch): Promise<void> {
    await this.#post("runs/log-batch", { run_id: runId, ...batch });
  }

  /**
   * Changes the state of a run.
   *
   * @param runId The run.
   * @param update The new state.
   * @throws {MlflowError} If the server did not take it.
   */
  async updateRun(runId: string, update: MlflowUpdate): Promise<void> {
    await this.#post("runs/update", { run_id: runId, ...update });
  }

  async #findExperiment(name: string): Promise<string | null> {
    try {
      const found = await this.#request(
        `experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`,
      );
      if (textAt(found, "experiment", "lifecycle_stage") === "deleted") {
        throw new MlflowError(
          `its experiment ${name} was deleted: restore it, or choose another execution.experiment`,
          "halt",
        );
      }
      return textAt(found, "experiment", "experiment_id") ?? notMlflow("experiments/get-by-name");
    } catch (error) {
      if (error instanceof MlflowError && error.code === "RESOURCE_DOES_NOT_EXIST") return null;
      throw error;
    }
  }

  async #createExperiment(name: string): Promise<string> {
    try {
      const made = await this.#post("experiments/create", { name });
      return textAt(made, "experiment_id") ?? notMlflow("experiments/create");
    } catch (error) {
      // Another training made it between our two requests.
      if (!(error instanceof MlflowError && error.code === "RESOURCE_ALREADY_EXISTS")) throw error;
      return await this.#findExperiment(name) ?? notMlflow("experiments/get-by-name");
    }
  }

  async #post(path: string, body: unknown): Promise<Answer> {
    const headers = { "content-type": "application/json" };
    return await this.#request(path, { method: "POST", headers, body: JSON.stringify(body) });
  }

  async #request(path: string, { headers, ...init }: RequestInit = {}): Promise<Answer> {
    const { uri, authorization } = this.#server;
    // Asking first: without the permission, `fetch` would halt the training with a question on a terminal.
    const { state } = Deno.permissions.querySync({ name: "net", host: hostOf(uri) });
    if (state !== "granted") throw new MlflowError(missingPermission(uri), "halt");
    const limit = new AbortController();
    const end = (): void => limit.abort(this.#signal.reason);
    const timer = setTimeout(() => limit.abort(noAnswer(this.#timeout)), this.#timeout);
    this.#signal.addEventListener("abort", end);
    try {
      const response = await fetch(`${uri}/api/2.0/mlflow/${path}`, {
        ...init,
        headers: { ...headers, ...(authorization !== null && { authorization }) },
        redirect: "manual",
        signal: limit.signal,
      });
      const text = await readText(response, path);
      if (!response.ok) throw errorOfAnswer(response, text);
      return readAnswer(text, path);
    } catch (error) {
      throw errorOfFailure(error, uri);
    } finally {
      clearTimeout(timer);
      this.#signal.removeEventListener("abort", end);
    }
  }
}

// --- internal ---

type Answer = Readonly<Record<string, unknown>>;

/** More than any answer to what is asked here. */
const MOST_BYTES = 1e6;

/** The text of an answer; one that does not end fills no memory. */
async function readText(response: Response, path: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the rest.
  for await (const piece of response.body ?? []) {
    bytes += piece.length;
    if (bytes > MOST_BYTES) {
      throw new MlflowError(`the answer to ${path} is longer than 1 MB: is another program at this address?`, "halt");
    }
    pieces.push(piece);
  }
  return await new Blob(pieces as Uint8Array<ArrayBuffer>[]).text();
}

function readAnswer(text: string, path: string): Answer {
  try {
    const answer: unknown = JSON.parse(text);
    return isRecord(answer) ? answer : notMlflow(path);
  } catch {
    return notMlflow(path);
  }
}

function textAt(answer: unknown, ...path: readonly string[]): string | null {
  let value = answer;
  for (const name of path) value = isRecord(value) ? value[name] : null;
  return typeof value === "string" && value !== "" ? value : null;
}

function isRecord(value: unknown): value is Answer {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function noAnswer(timeout: number): MlflowError {
  return new MlflowError(`there was no answer within ${timeout / 1000} s`, "retry");
}

function notMlflow(path: string): never {
  throw new MlflowError(`the answer to ${path} is not one of MLflow: is another program at this address?`, "halt");
}
