/**
 * Which test proves what a field does, read off the source of the tests: calls of `knob("section.field", "effect", …)`
 * (`tests/knob.ts`) whose arguments are literals. What a comment or a string says is no call.
 *
 * @module
 */

import { lex } from "../tests/architecture/lexer.ts";

/** A test that was registered for a field. */
export interface KnobProof {
  /** `section.field`, as the test has it. */
  readonly path: string;
  /** What the field does, as the test has it. */
  readonly effect: string;
  /** The test file, such as `tests/train/schedule_test.ts`. */
  readonly file: string;
}

/**
 * All proofs, by file and then in the order of the file.
 *
 * @param root URL of the repository.
 */
export async function knobProofs(root: URL): Promise<readonly KnobProof[]> {
  const files = (await testFiles("tests", root)).toSorted();
  const proofs = files.map(async (file) => proofsIn(await Deno.readTextFile(new URL(file, root)), file));
  return (await Promise.all(proofs)).flat();
}

/** The proofs in the text of a test file. */
export function proofsIn(text: string, file: string): KnobProof[] {
  const calls = lex(text).code.matchAll(/^ *knob\(/gm);
  return calls.toArray().flatMap(({ index }) => {
    const [, path = "", effect = ""] = LITERALS.exec(text.slice(index)) ?? [];
    return path === "" ? [] : [{ path, effect: JSON.parse(effect), file }];
  });
}

// --- internal ---

const LITERALS = /^ *knob\(\s*"([\w.]+)",\s*("(?:[^"\\\n]|\\.)*")/;

async function testFiles(folder: string, root: URL): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(new URL(folder, root)));
  const files = await Promise.all(entries.map(async ({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return await testFiles(path, root);
    return /_(?:test|slow)\.ts$/.test(name) ? [path] : [];
  }));
  return files.flat();
}
