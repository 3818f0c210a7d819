/**
 * The house rules that can be read off the source. Each rule takes the files and returns one sentence for each place
 * where it is broken.
 *
 * @module
 */
import type { SourceFile } from "./source_file.ts";

/** A source file of more lines is split. */
export const MOST_LINES = 250;

/** A folder of more files gets folders inside. */
export const MOST_FILES = 25;

/**
 * Folders each folder may import from besides itself. A name stands for the folder and all below it; a folder inside
 * another is a room of its own, which neither shares the other's permissions nor may be entered without one; to such a
 * room, the name of the folder that it is in stands for that folder's own files alone.
 */
export const FOLDER_EDGES: Readonly<Record<string, readonly string[]>> = {
  "config/values": [],
  "config/fields": ["config/values"],
  "config/builders": ["config/values", "config/fields"],
  config: ["config/values", "config/fields", "config/builders"],
  "data/formats": ["config"],
  "data/random": [],
  "data/checks": ["config", "data/formats"],
  data: ["config", "data/formats", "data/random", "data/checks"],
  "data/simulation": ["config", "data", "data/formats", "data/random", "data/checks"],
  "data/feed": ["data"],
  "model/physics": [],
  "model/loss": ["config", "model/physics"],
  "model/network": ["data/formats", "data/random", "model/physics"],
  "model/cnn": ["config", "model/network"],
  model: ["config", "data/formats", "model/physics", "model/loss", "model/network", "model/cnn"],
  "backend/interface": [],
  "backend/operations": [],
  "backend/cpu/runtime": [],
  "backend/cpu/kernels": ["backend/operations", "backend/cpu/runtime"],
  "backend/cpu": ["backend/interface", "backend/cpu/runtime", "backend/cpu/kernels"],
  "backend/gpu": ["backend/interface"],
  backend: ["config", "backend/interface", "backend/operations", "backend/cpu", "backend/gpu"],
  assembly: [],
  run: ["config", "data/formats"],
  "train/plan": ["config"],
  "train/optimizer": ["config", "data/formats", "model", "model/network", "backend"],
  "train/profile": ["backend", "run"],
  "train/callbacks": ["config", "data", "model", "backend", "recon", "run", "train/plan", "train/profile"],
  "train/callbacks/tensorboard": ["config", "run", "train/callbacks"],
  "train/callbacks/mlflow": ["config", "data/formats", "run", "train/callbacks"],
  "train/checkpoints": ["config", "data", "run", "train/plan", "train/optimizer", "train/callbacks"],
  "train/loop": [
    ...["config", "data", "model", "backend", "recon", "run", "train/plan", "train/optimizer", "train/profile"],
    ...["train/callbacks", "train/checkpoints"],
  ],
  train: [
    ...["config", "data", "model", "backend", "recon", "run", "train/plan", "train/optimizer", "train/profile"],
    ...["train/callbacks", "train/checkpoints", "train/loop"],
  ],
  "recon/image": ["data"],
  "recon/image/figures": ["data", "recon/image"],
  "recon/patches": ["data", "model", "recon/image"],
  "recon/reports": ["config", "data", "model", "recon/image", "recon/patches"],
  recon: ["config", "data", "model", "backend", "recon/image", "recon/patches", "recon/reports"],
  mod: ["config", "data", "model", "backend", "train", "recon", "run"],
  cli: ["config", "data", "model", "backend", "train", "recon", "run", "mod"],
};

/** Packages each folder may import, whole or below a path. */
export const FOLDER_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "config/values": ["node:crypto"],
  "config/fields": ["zod"],
  "config/builders": [],
  config: ["zod"],
  "data/formats": ["node:crypto", "node:zlib"],
  "data/random": [],
  "data/checks": [],
  data: [],
  "data/simulation": [],
  "data/feed": ["@tensorflow/tfjs", "node:worker_threads"],
  "model/physics": ["@tensorflow/tfjs"],
  "model/loss": ["@tensorflow/tfjs"],
  "model/network": ["@tensorflow/tfjs"],
  "model/cnn": ["@tensorflow/tfjs"],
  model: ["@tensorflow/tfjs"],
  "backend/interface": [],
  "backend/operations": ["@tensorflow/tfjs"],
  "backend/cpu/runtime": ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-cpu", "node:worker_threads"],
  "backend/cpu/kernels": ["@tensorflow/tfjs"],
  "backend/cpu": ["@tensorflow/tfjs"],
  "backend/gpu": ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-webgpu"],
  backend: ["@tensorflow/tfjs"],
  assembly: [],
  run: ["@tensorflow/tfjs", "zod", "node:path", "deno.json"],
  "train/plan": [],
  "train/optimizer": ["@tensorflow/tfjs"],
  "train/profile": [],
  "train/callbacks": ["@tensorflow/tfjs", "node:path"],
  "train/callbacks/tensorboard": ["node:path"],
  "train/callbacks/mlflow": ["zod", "node:path"],
  "train/checkpoints": ["zod"],
  "train/loop": ["@tensorflow/tfjs"],
  train: [],
  "recon/image": [],
  "recon/image/figures": ["node:zlib"],
  "recon/patches": ["@tensorflow/tfjs"],
  "recon/reports": [],
  recon: [],
  mod: [],
  cli: ["@std/cli", "node:path", "node:url", "deno.json"],
};

/** Imports point one way only. */
export function forbiddenImports(files: readonly SourceFile[]): string[] {
  const rooms = new Map(files.map((file) => [file.path, roomOf(file)]));
  return files.flatMap((file) => {
    const { path, imports } = file;
    const room = roomOf(file);
    return imports
      .filter((target) => {
        const other = rooms.get(target);
        if (other !== undefined) return other !== room && !mayEnter(room, other);
        return !FOLDER_PACKAGES[room]?.some((name) => target === name || target.startsWith(`${name}/`));
      })
      .map((target) => `${path} must not import ${target}: ${room} may import ${allowed(room)}`);
  });
}

/**
 * The edges lead one way: no room may enter, by way of others, one that may enter it.
 *
 * @param edges Rooms each room may enter.
 */
export function roomCycles(edges: Readonly<Record<string, readonly string[]>> = FOLDER_EDGES): string[] {
  const rooms = Object.keys(edges);
  const cycles: string[] = [];
  const finished = new Set<string>();
  function visit(room: string, way: readonly string[]): void {
    if (way.includes(room)) {
      cycles.push([...way.slice(way.indexOf(room)), room].join(" → "));
      return;
    }
    if (finished.has(room)) return;
    for (const other of rooms) if (other !== room && mayEnter(room, other, edges)) visit(other, [...way, room]);
    finished.add(room);
  }
  for (const room of rooms) visit(room, []);
  return cycles;
}

/**
 * Nor do the folders at the top of the house import each other in a circle, whichever of their rooms do.
 *
 * @param edges Rooms each room may enter.
 */
export function folderCycles(edges: Readonly<Record<string, readonly string[]>> = FOLDER_EDGES): string[] {
  const top = (room: string): string => room.split("/")[0] ?? room;
  const rooms = Object.keys(edges);
  const folders = rooms.map((room) => {
    const others = rooms.filter((other) => mayEnter(room, other, edges)).map(top);
    return [top(room), others.filter((other) => other !== top(room))] as const;
  });
  const merged = Object.groupBy(folders, ([folder]) => folder);
  return roomCycles(Object.fromEntries(
    Object.entries(merged).map(([folder, parts = []]) => [folder, parts.flatMap(([, others]) => others)]),
  ));
}

/** A folder with files of its own has a row: nobody enters it by the permissions of another. */
export function foldersWithoutRow(files: readonly SourceFile[]): string[] {
  const found = files.filter(({ path, folder }) => folder !== "assembly" && path.includes("/"))
    .map(({ path }) => path.slice(0, path.lastIndexOf("/")));
  return [...new Set(found)].filter((folder) => !(folder in FOLDER_EDGES)).map((folder) =>
    `${folder}/ has no row in FOLDER_EDGES: say what it may import`
  );
}

/** No folder is a drawer. */
export function fullFolders(files: readonly SourceFile[]): string[] {
  const counts = Object.groupBy(files, ({ path }) => path.slice(0, path.lastIndexOf("/") + 1) || "./");
  return Object.entries(counts)
    .filter(([, { length } = []]) => (length ?? 0) > MOST_FILES)
    .map(([folder, { length } = []]) => `${folder} has ${length} files: make folders of its concepts at ${MOST_FILES}`);
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

/** What changes belongs to an object that somebody was given; only backend/ has a device, which is one a process. */
export function globalState(files: readonly SourceFile[]): string[] {
  const kept =
    /^(?:export )?(?:let\b|(?:const|var) \w+(?:: [^=]+)? = new (?:Map|Set|WeakMap|WeakSet)(?:<[^()]*>)?\(\)|var\b)/m;
  return mentions(files, ["backend", "assembly"], kept, "nothing is kept beside the arguments");
}

/** Paths become URLs, and URLs paths, by `node:url`: as texts they differ wherever a name holds `#`, `?` or `%`. */
export function spelledUrls(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ uncommented }) => /`file:|import\.meta\.url\)\.pathname/.test(uncommented))
    .map(({ path }) => `${path} spells a URL of a file: use pathToFileURL and fileURLToPath of node:url`);
}

/** Execution fields never reach data or model code (CONFIG-002); the feed, which hands on their batches, is neither. */
export function executionLeaks(files: readonly SourceFile[]): string[] {
  const science = files.filter((file) => ["data", "model"].includes(file.folder) && roomOf(file) !== "data/feed");
  return science
    .filter(({ uncommented }) => /\bexecution/i.test(uncommented))
    .map(({ path }) => `${path} mentions execution: data and model receive scientific fields only`);
}

// --- internal ---

/** The row of {@link FOLDER_EDGES} for a file: that of the innermost folder that has one. */
function roomOf({ path, folder }: SourceFile): string {
  if (folder === "assembly") return folder;
  const parts = path.split("/").slice(0, -1);
  for (let depth = parts.length; depth > 1; depth--) {
    const room = parts.slice(0, depth).join("/");
    if (room in FOLDER_EDGES) return room;
  }
  return folder;
}

function mayEnter(room: string, other: string, edges = FOLDER_EDGES): boolean {
  return edges[room]?.some((name) => {
    // The folder that a room is in stands for its own files: the rooms beside it need names of their own.
    if (room.startsWith(`${name}/`)) return other === name;
    return other === name || other.startsWith(`${name}/`);
  }) ?? false;
}

function allowed(folder: string): string {
  return [...FOLDER_EDGES[folder] ?? [], ...FOLDER_PACKAGES[folder] ?? []].join(", ") || "nothing";
}

function mentions(files: readonly SourceFile[], free: readonly string[], pattern: RegExp, rule: string): string[] {
  return files.filter(({ folder }) => !free.includes(folder)).flatMap(({ path, code }) => {
    const [found] = pattern.exec(code) ?? [];
    return found === undefined ? [] : [`${path} has ${found}: ${rule}`];
  });
}
