/**
 * Names as long as a disk takes them, and longer ones.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { withTempDir } from "../data/temp_dir.ts";
import { exitwaveEach, TINY } from "./program.ts";

/** The longest name that Linux's and macOS' disks take, in bytes; of letters that take two each. */
const LONGEST = `${"é".repeat(125)}_.npz`;
const REASON = "as its path is too long: most disks take names of 255 bytes and paths of 4095\n";

Deno.test({
  name: "every command takes names of 255 bytes, and says of longer ones which path it is in one plain line",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withTempDir(async (cwd) => {
      assertEquals(new TextEncoder().encode(LONGEST).length, 255);
      const scan = LONGEST;
      const [run, out, longer] = [`r${LONGEST.slice(0, -1)}`, `o${LONGEST.slice(0, -1)}`, `x${LONGEST}`];
      const deep = `${"d".repeat(200)}/`.repeat(25);
      const training = ["train", "--train-data-file", scan, ...TINY, "--quiet"];
      const quickly = ["--accelerator", "cpu", "--no-results"];
      const lines = [
        ["simulate", "--output", scan, "--patterns", "4"],
        [...training, "--output-dir", run, "--logger", "csv", "--logger", "tensorboard"],
        ["infer", "--model-path", run, "--test-data-file", scan, "--output-dir", out, ...quickly],
        ["evaluate", out, scan, "--output-dir", out],
      ];
      const refused = [
        ["simulate", "--output", longer, "--patterns", "4"],
        [...training, "--output-dir", longer],
        [...training, "--output-dir", deep],
        [...training, "--output-dir", "other", "--config", `${longer}.json`],
        ["train", "--train-data-file", longer],
        ["infer", "--model-path", run, "--test-data-file", scan, "--output-dir", longer, ...quickly],
        ["infer", "--model-path", longer, "--test-data-file", scan, "--output-dir", out],
        ["evaluate", out, scan, "--output-dir", longer],
        ["evaluate", longer, scan],
        ["train", "--resume", longer],
      ];
      const results = await exitwaveEach(cwd, [...lines, ...refused]);
      for (const { code, stderr } of results.slice(0, lines.length)) assertEquals(code, 0, stderr);
      for (const { code, stderr } of results.slice(lines.length)) {
        const error = stderr.split("\n").find((text) => text.startsWith("error: Cannot ")) ?? "";
        assertEquals(code, 1, stderr);
        assert(`${error}\n`.endsWith(REASON) || error.endsWith("(--debug shows all)"), stderr);
        assert(!/os error/.test(stderr), stderr);
      }
      assertEquals([...Deno.readDirSync(cwd)].map(({ name }) => name).sort(), [out, run, scan].sort());
    }),
});
