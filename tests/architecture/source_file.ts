/**
 * Source files of the product and what they import.
 *
 * @module
 */
import { lex, type LexedText } from "./lexer.ts";

/** Folders and files that the rules are about; tests, documentation and examples are free. */
export const SOURCE_FOLDERS = ["config", "data", "model", "backend", "run", "train", "recon", "mod", "cli"] as const;

/** Where AssemblyScript is: a language of its own, so a folder of its own. */
export const ASSEMBLY = "backend/cpu/assembly/";

/** A source file. */
export interface SourceFile extends LexedText {
  /** Path below the repository, with `/`. */
  readonly path: string;
  /** The first component of the path; `mod` and `cli` for the entry points too, `assembly` for {@link ASSEMBLY}. */
  readonly folder: string;
  /** Its content. */
  readonly text: string;
  readonly lines: number;
  /** What it imports or re-exports: a path below the repository, or a bare specifier. */
  readonly imports: readonly string[];
}

/**
 * Makes a source file of its text.
 *
 * @param path Path below the repository.
 * @param text Its content.
 */
export function sourceFile(path: string, text: string): SourceFile {
  const lexed = lex(text);
  const imports = specifiers(lexed.uncommented).map((specifier) => resolve(path, specifier));
  const [first = path] = path.replace(/\.ts$/, "").split("/");
  const folder = path.startsWith(ASSEMBLY) ? "assembly" : first;
  return { path, folder, text, lines: text.trimEnd().split("\n").length, imports: [...new Set(imports)], ...lexed };
}

/**
 * Reads every source file of the repository.
 *
 * @param root URL of the repository.
 */
export async function readSourceFiles(root: URL): Promise<SourceFile[]> {
  const paths = ["mod.ts", "cli.ts"];
  for (const folder of SOURCE_FOLDERS) paths.push(...await typeScriptIn(root, folder));
  const read = async (path: string): Promise<SourceFile> =>
    sourceFile(path, await Deno.readTextFile(new URL(path, root)));
  return await Promise.all(paths.map(read));
}

/** Paths below the repository of the TypeScript in a folder and in those within it, sorted. */
export async function typeScriptIn(root: URL, folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, root))) {
    if (isDirectory) found.push(...await typeScriptIn(root, `${folder}/${name}`));
    else if (name.endsWith(".ts")) found.push(`${folder}/${name}`);
  }
  return found.sort();
}

// --- internal ---

const IMPORTS = [
  /^\s*(?:import|export)\b[^;"'`]*?\bfrom\s*["']([^"']+)["']/gm,
  /^\s*import\s*["']([^"']+)["']/gm,
  /\bimport\(\s*["']([^"']+)["']/g,
];

function specifiers(uncommented: string): string[] {
  return IMPORTS.flatMap((pattern) => [...uncommented.matchAll(pattern)].map(([, specifier = ""]) => specifier));
}

function resolve(path: string, specifier: string): string {
  if (!specifier.startsWith(".")) return specifier;
  const target = new URL(specifier, `file:///${path}`).pathname.slice(1);
  // AssemblyScript leaves the ending away.
  return path.startsWith(ASSEMBLY) ? `${target}.ts` : target;
}
