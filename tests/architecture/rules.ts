/**
 * The house rules that can be read off the source. Each rule takes the files and returns one sentence for each place
 * where it is broken.
 *
 * @module
 */
import type { SourceFile } from "./source_file.ts";

/** A source file of more lines is split. */
export const MOST_LINES = 250;

/** Folders, or folders within one, that each folder may import from besides itself. */
export const FOLDER_EDGES: Readonly<Record<string, readonly string[]>> = {
  config: [],
  data: ["config"],
  model: ["config", "data/formats"],
  backend: ["config"],
  assembly: [],
  train: ["config", "data", "model", "backend", "recon"],
  recon: ["config", "data", "model", "backend"],
  mod: ["config", "data", "model", "backend", "train", "recon"],
  cli: ["config", "data", "model", "backend", "train", "recon", "mod"],
};

/** Packages each folder may import, whole or below a path. */
export const FOLDER_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  config: ["zod", "node:crypto"],
  data: ["node:crypto", "node:zlib"],
  model: ["@tensorflow/tfjs", "pure-rand"],
  backend: [
    "@tensorflow/tfjs",
    "@tensorflow/tfjs-backend-cpu",
    "@tensorflow/tfjs-backend-webgpu",
    "node:worker_threads",
  ],
  assembly: [],
  train: ["@tensorflow/tfjs", "zod", "node:path", "node:worker_threads", "deno.json"],
  recon: ["@tensorflow/tfjs", "fast-png"],
  mod: [],
  cli: ["@std/cli", "node:path", "deno.json"],
};

/** Imports point one way only. */
export function forbiddenImports(files: readonly SourceFile[]): string[] {
  const folders = new Map(files.map(({ path, folder }) => [path, folder]));
  return files.flatMap(({ path, folder, imports }) =>
    imports
      .filter((target) => {
        const other = folders.get(target);
        if (other !== undefined) {
          return other !== folder &&
            !FOLDER_EDGES[folder]?.some((edge) => edge === other || target.startsWith(`${edge}/`));
        }
        return !FOLDER_PACKAGES[folder]?.some((name) => target === name || target.startsWith(`${name}/`));
      })
      .map((target) => `${path} must not import ${target}: ${folder} may import ${allowed(folder)}`)
  );
}

/** No file imports itself by way of others, not even for a type. */
export function importCycles(files: readonly SourceFile[]): string[] {
  const imports = new Map(files.map((file) => [file.path, file.imports]));
  const finished = new Set<string>();
  const found: string[] = [];
  function visit(path: string, way: readonly string[]): void {
    if (way.includes(path)) {
      found.push([...way.slice(way.indexOf(path)), path].join(" → "));
      return;
    }
    if (finished.has(path)) return;
    for (const target of imports.get(path) ?? []) visit(target, [...way, path]);
    finished.add(path);
  }
  for (const { path } of files) visit(path, []);
  return found;
}

/** Files stay short. */
export function longFiles(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ lines }) => lines > MOST_LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines: split it at ${MOST_LINES}`);
}

/** Every file begins by saying what it is; only AssemblyScript's, which nobody reads as a page, without `@module`. */
export function undescribedFiles(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ folder, text }) => {
      const [comment] = text.match(/^(?:#!.*\n)?\/\*\*(?:(?!\*\/)[^])*\*\//) ?? [""];
      return comment === "" || (folder !== "assembly" && !comment.includes("@module"));
    })
    .map(({ path }) => `${path} does not say what it is: begin it with a doc comment`);
}

/** Only the command line prints, reads argv or exits. */
export function worldlyCode(files: readonly SourceFile[]): string[] {
  return mentions(files, ["cli"], /\bconsole\.|\bDeno\.(?:args|exit)\b/, "only cli prints, reads argv or exits");
}

/** Only backend/ knows which backends tensorflow.js has and what its kernels are. */
export function namedBackends(files: readonly SourceFile[]): string[] {
  const outside = files.filter(({ folder }) => folder !== "backend");
  const imported = outside.flatMap(({ path, imports }) =>
    imports
      .filter((target) => target.startsWith("@tensorflow/tfjs-backend"))
      .map((target) => `${path} imports ${target}: only backend names a tfjs backend`)
  );
  const pattern = /\b(?:setBackend|getBackend|registerBackend|removeBackend|registerKernel|registerGradient)\b/;
  return [...imported, ...mentions(outside, [], pattern, "only backend chooses backends and kernels")];
}

/** Execution fields never reach data or model code (CONFIG-002). */
export function executionLeaks(files: readonly SourceFile[]): string[] {
  const science = files.filter(({ folder }) => folder === "data" || folder === "model");
  return science
    .filter(({ uncommented }) => /\bexecution/i.test(uncommented))
    .map(({ path }) => `${path} mentions execution: data and model receive scientific fields only`);
}

// --- internal ---

function allowed(folder: string): string {
  return [...FOLDER_EDGES[folder] ?? [], ...FOLDER_PACKAGES[folder] ?? []].join(", ") || "nothing";
}

function mentions(files: readonly SourceFile[], free: readonly string[], pattern: RegExp, rule: string): string[] {
  return files.filter(({ folder }) => !free.includes(folder)).flatMap(({ path, code }) => {
    const [found] = pattern.exec(code) ?? [];
    return found === undefined ? [] : [`${path} has ${found}: ${rule}`];
  });
}
