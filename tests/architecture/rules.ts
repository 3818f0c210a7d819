/**
 * The house rules that can be read off the source. Each rule takes the files and returns one sentence for each place
 * where it is broken.
 *
 * @module
 */
import { FOLDER_EDGES, FOLDER_PACKAGES } from "./folder_edges.ts";
import { ASSEMBLY, type SourceFile } from "./source_file.ts";

/** A source file of more lines is split. */
export const MOST_LINES = 250;

/** A folder of more files gets folders inside. */
export const MOST_FILES = 25;

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
  const found = files.filter(({ path }) => path.includes("/")).map(foldersOf).map((folders) => folders.join("/"));
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
      .filter((target) => /tfjs-backend|^packages\/tensorflow_(?:cpu|webgpu)\.ts$/.test(target))
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
function roomOf(file: SourceFile): string {
  const parts = foldersOf(file);
  for (let depth = parts.length; depth > 1; depth--) {
    const room = parts.slice(0, depth).join("/");
    if (room in FOLDER_EDGES) return room;
  }
  return file.folder;
}

/** The folders that a file is in, from {@link SourceFile.folder} on. */
function foldersOf({ path, folder }: SourceFile): string[] {
  return path.slice(folder === "assembly" ? ASSEMBLY.indexOf("assembly/") : 0).split("/").slice(0, -1);
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
