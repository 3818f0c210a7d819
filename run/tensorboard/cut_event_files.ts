/**
 * Going on with a run that has event files: what they say of steps that will be repeated is cut off, so that nothing is
 * there twice for any reader. Files are read without trust, record by record; only those that this program began are
 * touched.
 *
 * @module
 */
import { systemReason } from "../../data/files/system_reason.ts";
import { type EventHead, readEventHead } from "./event_head.ts";
import { WRITER } from "./event_record.ts";
import { recordHeads } from "./record_heads.ts";

/** Where a run goes on. */
export interface CutPoint {
  /** The optimizer step to come next. */
  readonly step: number;
  /** The first step of the epoch in progress. */
  readonly epochStep: number;
}

/**
 * Cuts the event files of a directory where a run goes on.
 *
 * @param directory Directory of the run.
 * @param at Where it goes on.
 * @returns A sentence for each file that is damaged: it is left as it is from the damage on, where readers end too.
 * @throws {Error} If a file cannot be read or cut.
 */
export function cutEventFiles(directory: string, at: CutPoint): string[] {
  const names = [...Deno.readDirSync(directory)].filter(({ name, isFile }) => isFile && EVENT_FILE.test(name));
  return names.map(({ name }) => `${directory}/${name}`).sort().flatMap((path) => cutEventFile(path, at) ?? []);
}

// --- internal ---

const EVENT_FILE = /^events\.out\.tfevents\./;

/** A file says what a run is before it says what comes of it. */
const PREAMBLE: readonly string[] = ["_hparams_/session_start_info", "payload"];

function cutEventFile(path: string, at: CutPoint): string | null {
  try {
    using file = Deno.openSync(path, { read: true, write: true });
    const { size } = file.statSync();
    const heads = recordHeads(file, size);
    const first = heads.next();
    if (first.done) return first.value.torn || size === 0 ? null : damageText(path, 0, size);
    if (readEventHead(first.value.bytes)?.writer !== WRITER) return null;
    for (let next = heads.next();; next = heads.next()) {
      if (next.done) {
        const { end, torn } = next.value;
        if (torn) file.truncateSync(end);
        return end === size || torn ? null : damageText(path, end, size);
      }
      const { start, bytes } = next.value;
      const head = readEventHead(bytes);
      if (head === null) return damageText(path, start, size);
      if (!isRepeated(head, at)) continue;
      file.truncateSync(start);
      return null;
    }
  } catch (cause) {
    const problem = systemReason(cause);
    throw new Error(`Cannot go on with ${path} as it must be possible to read and to cut it: ${problem}`, { cause });
  }
}

function isRepeated({ step, tag }: EventHead, at: CutPoint): boolean {
  if (tag === null || PREAMBLE.includes(tag)) return false;
  // Values of an epoch that ended before it was complete lie at a step of it that is not repeated.
  return step >= (tag.startsWith("batch/") ? at.step : at.epochStep);
}

function damageText(path: string, end: number, size: number): string {
  return `${path} is damaged at byte ${end} of ${size}: TensorBoard shows what is before, and the run goes on in a new file`;
}
