/** With few permissions a run is trained, gone on with and inferred from, and no more permissions are asked for. */
import { fileURLToPath } from "node:url";
import { assertEquals } from "@std/assert";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { readRunRecord } from "../../run/run_record.ts";
import { TINY } from "../cli/program.ts";
import { withTempDir } from "../data/temp_dir.ts";

Deno.test("mayRead() keeps what is only looked for within the permissions that were given", async () => {
  await withTempDir(async (root) => {
    const cwd = `${await Deno.realPath(root)}/project`;
    await Deno.mkdir(cwd);
    await writeScan(`${cwd}/scan.npz`, simulateScan({ patchSize: 64, patterns: 6, photons: 1e5 }));
    const program = fileURLToPath(new URL("../../", import.meta.url));
    const run = async (...args: readonly string[]): Promise<void> => {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "--no-check", "--no-prompt", `--allow-read=.,${program}`, "--allow-write=."],
          ...["--allow-env", "--allow-sys=cpus", `${program}cli.ts`, ...args],
        ],
        cwd,
      }).output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
    };
    await run("train", "--train-data-file", "scan.npz", "--output-dir", "run", ...TINY);
    await run("train", "--resume", "run", "--max-epochs", "2");
    await run("infer", "--model-path", "run", "--test-data-file", "scan.npz", "--output-dir", "run/image");
    await run(
      "infer",
      "--model-path",
      "run",
      "--test-data-file",
      "scan.npz",
      "--output-dir",
      "elsewhere",
      "--no-results",
    );
    const { calls = [] } = await readRunRecord(`${cwd}/run`) ?? {};
    assertEquals(calls.map(({ host, commit }) => [host, commit]), [[null, null], [null, null]]);
  });
});
