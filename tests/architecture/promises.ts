/**
 * What SECURITY.md promises, as far as it can be read off the source. Each rule takes the files and returns one sentence
 * for each place where it is broken.
 *
 * @module
 */
import type { SourceFile } from "./source_file.ts";

/** Configuration scripts, which users name, are the only code that is not the program's own. */
export function foreignCode(files: readonly SourceFile[]): string[] {
  const free = ["cli/payload/config_file.ts"];
  const run = found(
    files,
    free,
    ({ uncommented }) => /\beval\(|\bnew Function\(|\bimport\(\s*[^"'\s]/.exec(uncommented)?.[0],
  );
  return run.map((place) => `${place}: code that is no part of the program is not run`);
}

/** `git` alone is started, where it is allowed. */
export function otherPrograms(files: readonly SourceFile[]): string[] {
  const free = ["run/git_commit.ts"];
  const started = found(
    files,
    free,
    ({ code, imports }) => /\bDeno\.Command\b/.exec(code)?.[0] ?? imports.find((name) => name === "node:child_process"),
  );
  return started.map((place) => `${place}: no program is started`);
}

/**
 * MLflow's client alone sends anything; a module reads the kernels that lie beside it. Texts are a page's, not ours, and so
 * is the function that is sent to a page, which asks the server that it came from.
 */
export function sentData(files: readonly SourceFile[]): string[] {
  const free = [
    ...["run/mlflow/mlflow_client.ts", "backend/cpu/runtime/kernel_module.ts"],
    "recon/watch/page_script.ts",
  ];
  const sent = found(
    files,
    free,
    ({ code, imports }) =>
      /\bfetch\(|\bDeno\.connect|\bnew WebSocket\(/.exec(code)?.[0] ??
        imports.find((name) => /^node:(?:https?|net|tls|dgram)$/.test(name)),
  );
  return sent.map((place) => `${place}: nothing is sent`);
}

/** Who listens, listens on 127.0.0.1, which no other machine reaches. */
export function openDoors(files: readonly SourceFile[]): string[] {
  const open = found(files, [], ({ code, uncommented }) => {
    const isLocal = /\bhostname: "127\.0\.0\.1"/.test(uncommented) &&
      !/"(?:0\.0\.0\.0|::|localhost)"/.test(uncommented);
    return isLocal ? undefined : /\bDeno\.(?:serve|listen)\w*\(|\bcreateServer\(/.exec(code)?.[0];
  });
  return open.map((place) => `${place}: who listens says hostname: "127.0.0.1"`);
}

// --- internal ---

function found(
  files: readonly SourceFile[],
  free: readonly string[],
  find: (file: SourceFile) => string | undefined,
): string[] {
  return files.filter(({ path }) => !free.includes(path)).flatMap((file) => {
    const what = find(file);
    return what === undefined ? [] : [`${file.path} has ${what}`];
  });
}
