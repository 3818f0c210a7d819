/**
 * From the lines of a queue to a request: entries of one kind, as many as MLflow takes at once.
 *
 * @module
 */
import { kindOf, type MlflowEntry, parseEntry } from "./mlflow_entry.ts";

/** Entries of one request, all of one kind. */
export type MlflowRequest =
  | { readonly kind: "metric" | "param" | "tag"; readonly entries: readonly MlflowEntry[] }
  | { readonly kind: "update"; readonly entries: readonly [MlflowEntry] };

/** Most entries of a kind in one request. */
export const MOST_ENTRIES = { metric: 1000, param: 100, tag: 100, update: 1 } as const;

/** A line of a queue. */
export interface QueuedLine {
  readonly text: string;
  /** Behind it in the file; null where it is not in the file. */
  readonly end: number | null;
}

/** The first lines of a queue, which a request took. */
export interface Taken {
  /** How many. */
  readonly count: number;
  /** Those among them that are no entries. */
  readonly unreadable: number;
  /** Behind the last of them in the file; null where they are not in the file. */
  readonly end: number | null;
}

/** No line. */
export const NOTHING_TAKEN: Taken = { count: 0, unreadable: 0, end: null };

/**
 * The oldest entries that go into one request: of one kind, as many as MLflow takes, and less than 1 MB.
 *
 * @param lines Lines of a queue, the oldest first.
 * @returns What is taken of them, and the request; null where none of them is an entry.
 */
export function takeRequest(lines: readonly QueuedLine[]): Taken & { readonly request: MlflowRequest | null } {
  const entries: MlflowEntry[] = [];
  let [count, unreadable, characters] = [0, 0, 0];
  let end: number | null = null;
  for (const line of lines) {
    const entry = parseEntry(line.text);
    characters += line.text.length;
    if (count > 0 && characters > MOST_CHARACTERS) break;
    if (entry && !fits(entry, entries)) break;
    if (entry) entries.push(entry);
    else unreadable++;
    count++;
    end = line.end;
  }
  return { count, unreadable, end, request: requestOf(entries) };
}

// --- internal ---

/** MLflow takes requests of a million bytes. Characters beyond ASCII take more than one; names and numbers have none. */
const MOST_CHARACTERS = 300_000;

function fits(entry: MlflowEntry, entries: readonly MlflowEntry[]): boolean {
  const [first] = entries;
  return !first || (kindOf(entry) === kindOf(first) && entries.length < MOST_ENTRIES[kindOf(first)]);
}

function requestOf(entries: readonly MlflowEntry[]): MlflowRequest | null {
  const [first] = entries;
  if (!first) return null;
  const kind = kindOf(first);
  return kind === "update" ? { kind, entries: [first] } : { kind, entries };
}
