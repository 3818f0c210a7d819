/**
 * `mlflow.json`: which MLflow run belongs to a run directory, so that a resumed training goes on with the same one.
 *
 * @module
 */
import { z } from "zod";
import { readJson } from "../../../data/formats/json_file.ts";
import { writeRunFile } from "../../../run/run_file.ts";
import type { MlflowClient } from "./mlflow_client.ts";

/** Content of `mlflow.json`. */
export interface MlflowIdentity {
  /** Address of the server. */
  readonly uri: string;
  /** Name of the experiment. */
  readonly experiment: string;
  /** Its id; null while the server has not been reached. */
  readonly experimentId: string | null;
  /** Id of the run; null while the server has not been reached. */
  readonly runId: string | null;
  /** The UUID that the run is tagged with. */
  readonly identity: string;
  /** When the run began, in milliseconds since 1970. */
  readonly startTime: number;
}

/** The identity in a file, and what becomes of it. */
export class MlflowIdentityFile {
  readonly #path: string;
  #identity: MlflowIdentity;

  private constructor(path: string, identity: MlflowIdentity) {
    this.#path = path;
    this.#identity = identity;
  }

  /**
   * Reads the file, or makes a new identity where there is none, or one of another server or experiment.
   *
   * @param path The file.
   * @param target Server and experiment of this call.
   * @returns The identity, whether it is new, and whether that is so because the file is damaged.
   * @throws {Error} If the file can neither be read nor written.
   */
  static async open(
    path: string,
    target: Pick<MlflowIdentity, "uri" | "experiment">,
  ): Promise<{ readonly file: MlflowIdentityFile; readonly isNew: boolean; readonly isDamaged: boolean }> {
    const known = await readIdentity(path);
    const isDamaged = known === "damaged";
    if (!isDamaged && known?.uri === target.uri && known.experiment === target.experiment) {
      return { file: new MlflowIdentityFile(path, known), isNew: false, isDamaged };
    }
    const ids = { experimentId: null, runId: null, identity: crypto.randomUUID(), startTime: Date.now() };
    const file = new MlflowIdentityFile(path, { ...target, ...ids });
    await file.#change({});
    return { file, isNew: true, isDamaged };
  }

  /**
   * Id of the MLflow run, which is found or made by the first call that reaches the server.
   *
   * @param client Asks the server.
   * @param runName Name of a new run.
   * @throws {MlflowError} If the server cannot be asked.
   * @throws {Error} If the file cannot be written.
   */
  async runId(client: Pick<MlflowClient, "experiment" | "run">, runName: string): Promise<string> {
    const { experiment, identity, startTime } = this.#identity;
    if (this.#identity.runId !== null) return this.#identity.runId;
    const experimentId = this.#identity.experimentId ?? await client.experiment(experiment);
    const runId = await client.run(experimentId, { identity, runName, startTime });
    await this.#change({ experimentId, runId });
    return runId;
  }

  async #change(change: Partial<MlflowIdentity>): Promise<void> {
    this.#identity = { ...this.#identity, ...change };
    await writeRunFile(this.#path, JSON.stringify(this.#identity, null, 2) + "\n");
  }
}

// --- internal ---

const identitySchema = z.strictObject({
  uri: z.string(),
  experiment: z.string(),
  experimentId: z.string().nullable(),
  runId: z.string().nullable(),
  identity: z.uuid(),
  startTime: z.int(),
});

/** A file that is no identity is replaced: MLflow then has a second run, and the training is none the worse for it. */
async function readIdentity(path: string): Promise<MlflowIdentity | "damaged" | null> {
  try {
    return identitySchema.parse(await readJson(path));
  } catch (error) {
    const { cause } = error instanceof Error ? error : {};
    if (error instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotFound) return null;
    return "damaged";
  }
}
