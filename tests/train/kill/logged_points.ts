/**
 * What the loggers of a run have written, in a form that two runs of the same payload have in common: without times.
 *
 * @module
 */
import { untimedRows } from "../../run/untimed_rows.ts";
import { type Checkpoint, readCheckpoint } from "../../../train/checkpoints/checkpoint.ts";
import type { MlflowService } from "../../run/mlflow/mlflow_service.ts";
import { recordsOf } from "../../run/tensorboard/read_events.ts";

/** What the loggers of a run have written. */
export interface Logs {
  /** Names in all folders; of event files one, and none of what a lock or a queue leaves. */
  readonly files: readonly string[];
  /** Bytes of the images, by path. */
  readonly images: readonly (readonly [string, string])[];
  readonly csv: readonly string[];
  readonly jsonl: readonly string[];
  /** Points of the curves of all event files, as `tag step value`, sorted. */
  readonly tensorboard: readonly string[];
  /** Points of the curves, each once, as `key step value`, sorted. */
  readonly mlflow: readonly string[];
}

/** A training as it lies on disk, and as an MLflow server knows it. */
export interface LoggedRun extends Logs {
  readonly checkpoint: Omit<Checkpoint, "payload" | "state">;
  readonly state: unknown;
}

/** Reads what a training has left. */
export async function readLogged(run: string, service: MlflowService): Promise<LoggedRun> {
  const { payload: _payload, state, ...checkpoint } = await readCheckpoint(`${run}/checkpoints/last.safetensors`);
  const { startedAt: _startedAt, partial: { seconds: _seconds, ...partial }, ...counted } = state;
  return { checkpoint, state: { ...counted, partial }, ...await readLogs(run, service) };
}

/** Reads what the loggers of a run have written, of a training or of an engine. */
export async function readLogs(run: string, service: MlflowService): Promise<Logs> {
  const paths = (await pathsBelow(run)).sort();
  const events = paths.filter((path) => path.startsWith("events."));
  const images = paths.filter((path) => path.endsWith(".png"));
  const csv = untimedRows(await Deno.readTextFile(`${run}/metrics.csv`));
  const jsonl = (await Deno.readTextFile(`${run}/metrics.jsonl`)).trimEnd().split("\n");
  const records = await Promise.all(events.map(async (name) => recordsOf(await Deno.readFile(`${run}/${name}`))));
  const { metrics } = service.run;
  const points = metrics.filter(({ key }) => key !== "seconds").map(({ key, step, value }) =>
    `${key} ${step} ${value}`
  );
  return {
    files: paths.filter((path) => !path.startsWith("events.") && path !== ".lock"),
    images: await Promise.all(images.map(async (path) => [path, (await Deno.readFile(`${run}/${path}`)).toBase64()])),
    csv,
    jsonl: jsonl.map((line) => JSON.stringify({ ...JSON.parse(line), seconds: 0, patternsPerSecond: 0, stepMs: 0 })),
    tensorboard: records.flat().flatMap(scalarsOf).sort(),
    mlflow: [...new Set(points)].sort(),
  };
}

// --- internal ---

async function pathsBelow(directory: string, prefix = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${directory}/${prefix}`)) {
    found.push(...isDirectory ? await pathsBelow(directory, `${prefix}${name}/`) : [`${prefix}${name}`]);
  }
  return found;
}

/** Scalars and images of an event, read by hand: step is field 2 of the event, summary 5; value 1, tag 1, scalar 2. */
function scalarsOf(event: Uint8Array): string[] {
  const fields = fieldsOf(event);
  const step = fields.find(([number]) => number === 2)?.[1] ?? 0;
  return fields.filter(([number]) => number === 5).flatMap(([, summary]) =>
    fieldsOf(summary as Uint8Array).flatMap(([, value]) => {
      const parts = fieldsOf(value as Uint8Array);
      const tag = new TextDecoder().decode(parts.find(([number]) => number === 1)?.[1] as Uint8Array);
      const scalar = parts.find(([number]) => number === 2)?.[1];
      if (scalar instanceof Uint8Array) {
        return [`${tag} ${step} ${new DataView(scalar.slice().buffer).getFloat32(0, true)}`];
      }
      return parts.some(([number]) => number === 4) ? [`${tag} ${step} image`] : [];
    })
  );
}

function fieldsOf(message: Uint8Array): [number, number | Uint8Array][] {
  const fields: [number, number | Uint8Array][] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1;; shift *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte % 128) * shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const [number, wire] = [Math.floor(key / 8), key % 8];
    if (wire === 0) {
      fields.push([number, varint()]);
      continue;
    }
    const length = wire === 2 ? varint() : wire === 1 ? 8 : 4;
    fields.push([number, message.subarray(at, at += length)]);
  }
  return fields;
}
