/**
 * `mlflow.json`: which MLflow run belongs to a run directory, so that a resumed training goes on with the same one. It
 * does so where the directory has moved; a copy of it is another run, with one of its own.
 *
 * @module
 */
import { basename, dirname, resolve } from "node:path";
import { z } from "../../packages/zod.ts";
import { readJson } from "../../data/formats/json_file.ts";
import { writeRunFile } from "../run_file.ts";
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
  /** The run directory that it belongs to, absolute; null where an older version wrote the file. */
  readonly directory: string | null;
}

/** An identity file that is open. */
export interface OpenIdentity {
  readonly file: MlflowIdentityFile;
  /** Whether it is a new one. */
  readonly isNew: boolean;
  /** Whether that is so because the file could not be read. */
  readonly isDamaged: boolean;
  /** The directory that this one is a copy of, where it is new because of that; else null. */
  readonly original: string | null;
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
   * Reads the file, or makes a new identity where there is none, or one of another server, experiment or run directory
   * that is still there.
   *
   * @param path The file.
   * @param target Server and experiment of this call.
   * @returns The identity, whether it is new, and why.
   * @throws {Error} If the file can neither be read nor written.
   */
  static async open(path: string, target: Pick<MlflowIdentity, "uri" | "experiment">): Promise<OpenIdentity> {
    const found = await readIdentity(path);
    const isDamaged = found === "damaged";
    const known = !isDamaged && found?.uri === target.uri && found.experiment === target.experiment ? found : null;
    const original = known && await originalOf(path, known);
    const directory = resolve(dirname(path));
    if (known && original === null) {
      const file = new MlflowIdentityFile(path, known);
      if (known.directory !== directory) await file.#change({ directory });
      return { file, isNew: false, isDamaged, original };
    }
    const ids = { experimentId: null, runId: null, identity: crypto.randomUUID(), startTime: Date.now() };
    const file = new MlflowIdentityFile(path, { ...target, ...ids, directory });
    await file.#change({});
    return { file, isNew: true, isDamaged, original };
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
  directory: z.string().nullable().default(null),
});

/** The directory that the one of a file is a copy of; null where it is none, or that cannot be known. */
async function originalOf(path: string, { directory, identity }: MlflowIdentity): Promise<string | null> {
  if (directory === null || directory === resolve(dirname(path))) return null;
  // Asking first: without the permission, reading would halt the training with a question on a terminal.
  if ((await Deno.permissions.query({ name: "read", path: directory })).state !== "granted") return null;
  const there = `${directory}/${basename(path)}`;
  const other = await readIdentity(there);
  if (other === "damaged" || other?.identity !== identity) return null;
  const [here, original] = await Promise.all([path, there].map((file) => Deno.stat(file)));
  // One directory may have two paths.
  return here?.ino === original?.ino && here?.dev === original?.dev ? null : directory;
}

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
