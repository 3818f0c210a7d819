/**
 * A program that reconstructs as its first argument says, a JSON of {@link KilledReconstruction}, and dies where that says.
 * One that lives prints the names of its disk operations, as JSON.
 *
 * @module
 */
import { selectAccelerator } from "../../../../backend/accelerator.ts";
import { parseReconstruction } from "../../../../config/parse_payload.ts";
import { writeAll } from "../../../../data/formats/atomic_write.ts";
import { reconstruct } from "../../../../recon/engine_run/reconstruct.ts";
import { type DeathPoint, watchDisk } from "../../../train/kill/disk_operations.ts";

/** What to reconstruct, and where to die. */
export interface KilledReconstruction {
  /** The payload, as JSON. */
  readonly payload: unknown;
  readonly threads: number;
  readonly point: DeathPoint | null;
}

if (import.meta.main) {
  const { payload, threads, point }: KilledReconstruction = JSON.parse(Deno.args[0] ?? "");
  const accelerator = await selectAccelerator("cpu", { threads });
  const names = watchDisk(point);
  await reconstruct(parseReconstruction(payload), { accelerator });
  writeAll(Deno.stdout, new TextEncoder().encode(JSON.stringify(names)));
  Deno.exit(0);
}
