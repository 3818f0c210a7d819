/**
 * A program that trains as its first argument says, a JSON of {@link KilledTraining}, and dies where that says. One that
 * lives prints the names of its disk operations, as JSON.
 *
 * @module
 */
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { parsePayload } from "../../../config/parse_payload.ts";
import { writeAll } from "../../../data/formats/atomic_write.ts";
import { fit } from "../../../train/trainer.ts";
import { type DeathPoint, watchDisk } from "./disk_operations.ts";

/** What to train, and where to die. */
export interface KilledTraining {
  /** The payload, as JSON. */
  readonly payload: unknown;
  readonly threads: number;
  readonly point: DeathPoint | null;
}

if (import.meta.main) {
  const { payload: json, threads, point }: KilledTraining = JSON.parse(Deno.args[0] ?? "");
  const payload = parsePayload(json);
  if (payload.kind !== "training") throw new TypeError("the payload is of no training");
  const accelerator = await selectAccelerator("cpu", { threads });
  const names = watchDisk(point);
  await fit(payload, { accelerator });
  writeAll(Deno.stdout, new TextEncoder().encode(JSON.stringify(names)));
  Deno.exit(0);
}
