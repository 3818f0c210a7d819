/**
 * Standard streams that take nothing: a full disk behind them, a pipe whose reader has left or is slow.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { Output, shieldConsole } from "../../cli/terminal/output.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { withTempDir } from "../data/temp_dir.ts";
import { shell, tinyWith } from "./program.ts";

const linux = Deno.build.os === "linux";

const TRAIN = ["train", "--train-data-file", "scan.npz", "--output-dir", "run", ...tinyWith("--max-epochs", "3")];

/** How a run ended and how many rows its table has. */
async function outcome(cwd: string): Promise<unknown[]> {
  const { exitReason } = JSON.parse(await Deno.readTextFile(`${cwd}/run/run.json`));
  return [exitReason, (await Deno.readTextFile(`${cwd}/run/metrics.csv`)).trimEnd().split("\n").length];
}

for (
  const [what, script] of [["a full disk", '"$@" 2>/dev/full'], ["no reader", '{ "$@"; echo $? >code; } 2>&1 >out | :']]
) {
  Deno.test({
    name: `train goes on to its end with ${what} behind standard error`,
    ignore: !linux,
    fn: async () => {
      await withTempDir(async (cwd) => {
        await writeScan(`${cwd}/scan.npz`, simulateScan({ patterns: 6 }));
        const { code, stderr } = await shell(cwd, script ?? "", [...TRAIN, "--limit-val-batches", "1"]);
        assertEquals([code, stderr], [0, ""]);
        assertEquals(await outcome(cwd), ["finished", 4]);
        assertEquals(await Deno.readTextFile(`${cwd}/code`).catch(() => "0\n"), "0\n");
      });
    },
  });
}

Deno.test({
  name: "a result that standard output does not take is exit code 1 and one line, the work done and kept",
  ignore: !linux,
  fn: async (t) => {
    await withTempDir(async (cwd) => {
      await writeScan(`${cwd}/scan.npz`, simulateScan({ patterns: 6 }));
      for (const line of [TRAIN, ["config", "show"], ["--version"], ["help"], ["doctor", "--accelerator", "cpu"]]) {
        await t.step(line[0] ?? "", async () => {
          const { code, stdout, stderr } = await shell(cwd, 'exec "$@" >/dev/full', line);
          assertEquals([code, stdout], [1, ""]);
          assertMatch(stderr, /(^|\n)error: Cannot print the result as standard output must take it: No space .*\n$/);
        });
      }
      assertEquals(await outcome(cwd), ["finished", 4]);
      const both = await shell(cwd, 'exec "$@" >/dev/full 2>&1', ["--version"]);
      assertEquals([both.code, both.stdout, both.stderr], [1, "", ""]);
    });
  },
});

/** Has a stream take so many bytes at each call, and see it full after the last. */
function taking(stream: typeof Deno.stderr, takes: number[]): Disposable & { readonly text: string } {
  const { writeSync } = stream;
  const decoder = new TextDecoder();
  let text = "";
  stream.writeSync = (bytes) => {
    const count = Math.min(takes.shift() ?? bytes.length, bytes.length);
    if (count === 0) throw new Deno.errors.WouldBlock("try again");
    text += decoder.decode(bytes.subarray(0, count));
    return count;
  };
  return {
    get text() {
      return text;
    },
    [Symbol.dispose]: () => void (stream.writeSync = writeSync),
  };
}

Deno.test("Output.note() drops what a pipe that does not block does not take, and begins the next line anew", () => {
  using stderr = taking(Deno.stderr, [4, 0, 0, 0]);
  const output = new Output({ json: false, quiet: false });
  for (const line of ["first line", "second", "third", "fourth", "fifth"]) output.note(line);
  assertEquals(stderr.text, "firs\nfourth\nfifth\n");
});

Deno.test("Output.redraw() writes a line where nothing was said for a minute and there is no terminal", () => {
  using stderr = taking(Deno.stderr, []);
  const { isTerminal } = Deno.stderr;
  Deno.stderr.isTerminal = () => false;
  try {
    let seconds = 0;
    const output = new Output({ json: false, quiet: false }, () => 1000 * seconds);
    for (; seconds <= 200; seconds++) {
      if (seconds === 90) output.note("a note");
      const line = `${seconds} of 200`;
      output.redraw(() => line);
      output.redraw(null);
    }
    assertEquals(stderr.text, "60 of 200\na note\n150 of 200\n");
    new Output({ json: false, quiet: true }, () => 1000 * seconds++).redraw(() => "quiet");
    assertEquals(stderr.text, "60 of 200\na note\n150 of 200\n");
  } finally {
    Deno.stderr.isTerminal = isTerminal;
  }
});

Deno.test("Output.result() and Output.error() wait for a reader that is slow", () => {
  using stdout = taking(Deno.stdout, [3, 0, 0, 2, 0, 1]);
  using stderr = taking(Deno.stderr, [1, 0, 0]);
  const output = new Output({ json: false, quiet: false });
  output.result("the result", null);
  output.error("error: it failed");
  assertEquals([stdout.text, stderr.text, output.settle(0)], ["the result\n", "error: it failed\n", 0]);
});

Deno.test("shieldConsole() has console drop what cannot be printed", () => {
  const full = (): void => {
    throw new Error("No space left on device (os error 28)");
  };
  const target = { debug: full, log: full, info: full, warn: full, error: full };
  shieldConsole(target);
  for (const print of Object.values(target)) print();
});
