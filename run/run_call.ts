/**
 * How a run was called: a run that is resumed has several calls.
 *
 * @module
 */
import { z } from "../packages/zod.ts";
import { type GitCommit, gitCommit } from "./git_commit.ts";
import { hostName } from "./host_name.ts";
import { mayRead } from "./may_read.ts";

/** One call of `fit` for a run. */
export interface RunCall {
  /** When, ISO 8601. */
  readonly startedAt: string;
  /** What was typed, without credentials; null where a script called. */
  readonly commandLine: string | null;
  /** Where: relative paths are relative to it. Null where the program may not know. */
  readonly workingDirectory: string | null;
  /** Name of the machine; null where the program may not know. */
  readonly host: string | null;
  /** Commit of the repository that the working directory is in; null where it is in none. */
  readonly commit: GitCommit | null;
}

/**
 * What is known of the call in progress.
 *
 * @param commandLine What was typed, without credentials; null where a script calls.
 */
export async function thisCall(commandLine: string | null): Promise<RunCall> {
  const startedAt = new Date().toISOString();
  const workingDirectory = mayRead(".") ? Deno.cwd() : null;
  const commit = workingDirectory === null ? null : await gitCommit(workingDirectory);
  return { startedAt, commandLine, workingDirectory, host: hostName(), commit };
}

const text = z.string();

/** Of a call in `run.json`. */
export const runCallSchema: z.ZodType<RunCall> = z.object({
  startedAt: text,
  commandLine: text.nullable(),
  workingDirectory: text.nullable(),
  host: text.nullable(),
  commit: z.object({ hash: text, branch: text.nullable(), dirty: z.boolean().nullable() }).nullable(),
});
