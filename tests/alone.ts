/**
 * Tests of what a process has but once, such as the limits that the system sets it. Test files run two at a time in one
 * process: what such a test did would happen to the other file too.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { assert } from "@std/assert";

/** Set in the process of a test that has one of its own. */
const MARK = "EXITWAVE_TEST_ALONE";

/** A test. */
export interface LonelyTest {
  /** URL of the file that declares it: `import.meta.url`. */
  readonly file: string;
  readonly name: string;
  /** Whether this machine lacks what it needs. */
  readonly ignore: boolean;
  readonly fn: () => Promise<void>;
}

/** Declares a test that runs in a process of its own. */
export function testAlone({ file, name, ignore, fn }: LonelyTest): void {
  Deno.test({ name, ignore, fn: isAlone() ? fn : () => passInOwnProcess(file, name) });
}

/** Whether this process is that of one test. */
export function isAlone(): boolean {
  return Deno.env.get(MARK) !== undefined;
}

// --- internal ---

async function passInOwnProcess(file: string, name: string): Promise<void> {
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      "--no-check",
      "--lock",
      "deno.dev.lock",
      "--frozen",
      "-P=test",
      `--filter=${name}`,
      fileURLToPath(file),
    ],
    cwd: fileURLToPath(new URL("../", import.meta.url)),
    env: { [MARK]: "1", NO_COLOR: "1" },
  });
  const { success, stdout, stderr } = await command.output();
  const [told, complained] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assert(success && told?.includes("| 1 passed |"), `${told}\n${complained}`);
}
