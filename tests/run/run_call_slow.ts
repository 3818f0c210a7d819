/** What run.json says of how a run was called. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { gitCommit } from "../../run/git_commit.ts";
import { readRunRecord } from "../../run/run_record.ts";
import { exitwave, TINY } from "../cli/program.ts";
import { withTempDir } from "../data/temp_dir.ts";

async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  const identity = ["-c", "user.name=me", "-c", "user.email=me@home", "-c", "commit.gpgsign=false"];
  const { stdout, success, stderr } = await new Deno.Command("git", { cwd, args: [...identity, ...args] }).output();
  assertEquals(success, true, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

/** A repository with one commit, on a branch whose name has a slash. */
async function repository(directory: string): Promise<string> {
  await git(directory, "init", "--quiet", "--initial-branch", "beam/line");
  await Deno.writeTextFile(`${directory}/my_run.ts`, "export default {};\n");
  await git(directory, "add", "my_run.ts");
  await git(directory, "commit", "--quiet", "-m", "one");
  return await git(directory, "rev-parse", "HEAD");
}

Deno.test("gitCommit() reads the commit, its branch, and whether something changed since", async () => {
  await withTempDir(async (directory) => {
    assertEquals(await gitCommit(directory), null);
    const hash = await repository(directory);
    await Deno.mkdir(`${directory}/deep/er`, { recursive: true });
    await Deno.writeTextFile(`${directory}/notes.txt`, "not tracked");
    assertEquals(await gitCommit(`${directory}/deep/er`), { hash, branch: "beam/line", dirty: false });
    await Deno.writeTextFile(`${directory}/my_run.ts`, "export default { data: {} };\n");
    assertEquals(await gitCommit(directory), { hash, branch: "beam/line", dirty: true });
  });
});

Deno.test("gitCommit() knows packed branches, a detached head, and a second working tree", async () => {
  await withTempDir(async (root) => {
    const [directory, tree] = [`${root}/one`, `${root}/two`];
    await Deno.mkdir(directory);
    const hash = await repository(directory);
    await git(directory, "pack-refs", "--all");
    assertEquals((await gitCommit(directory))?.hash, hash);
    await git(directory, "worktree", "add", "--quiet", "-b", "other", tree);
    assertEquals(await gitCommit(tree), { hash, branch: "other", dirty: false });
    await git(directory, "checkout", "--quiet", "--detach");
    assertEquals(await gitCommit(directory), { hash, branch: null, dirty: false });
    await Deno.writeTextFile(`${directory}/.git/HEAD`, "ref: refs/heads/nowhere\n");
    assertEquals(await gitCommit(directory), null);
  });
});

Deno.test("run.json has every call: what was typed without passwords, where, on which machine, at which commit", async () => {
  await withTempDir(async (cwd) => {
    const hash = await repository(cwd);
    await writeScan(`${cwd}/my scan.npz`, simulateScan({ patchSize: 64, patterns: 6, photons: 1e5 }));
    const address = "http://me:s3cret@127.0.0.1:9";
    const first = [
      "train",
      "--train-data-file",
      "my scan.npz",
      "--output-dir",
      "run",
      "--mlflow-uri",
      address,
      ...TINY,
    ];
    assertEquals((await exitwave(cwd, first)).code, 0);
    const more = ["train", "--resume", "run", "--max-epochs=2", "--set", `execution.mlflowUri=${address}?token=s3cret`];
    assertEquals((await exitwave(cwd, more)).code, 0);
    const { calls = [] } = await readRunRecord(`${cwd}/run`) ?? {};
    assertEquals(calls.map(({ commandLine }) => commandLine), [
      "exitwave train --train-data-file 'my scan.npz' --output-dir run --mlflow-uri http://127.0.0.1:9 " +
      TINY.join(" "),
      "exitwave train --resume run --max-epochs=2 --set execution.mlflowUri=http://127.0.0.1:9",
    ]);
    const here = await Deno.realPath(cwd);
    for (const { workingDirectory, host, commit, startedAt } of calls) {
      assertEquals([workingDirectory, host], [here, Deno.hostname()]);
      assertEquals(commit, { hash, branch: "beam/line", dirty: false });
      assertMatch(startedAt, /^\d{4}-\d\d-\d\dT/);
    }
    assertEquals((await Deno.readTextFile(`${cwd}/run/run.json`)).includes("s3cret"), false);
  });
});

Deno.test("readRunRecord() reads records of older versions, which know neither calls nor places", async () => {
  await withTempDir(async (cwd) => {
    await writeScan(`${cwd}/scan.npz`, simulateScan({ patchSize: 64, patterns: 6, photons: 1e5 }));
    const line = ["train", "--train-data-file", "scan.npz", "--output-dir", "run", ...TINY];
    assertEquals((await exitwave(cwd, line)).code, 0);
    const { calls: _, data: { scan, testScan }, ...old } = JSON.parse(await Deno.readTextFile(`${cwd}/run/run.json`));
    const older = { ...old, data: { scan: { path: scan.path, digest: scan.digest }, testScan } };
    await Deno.writeTextFile(`${cwd}/run/run.json`, JSON.stringify(older));
    const record = await readRunRecord(`${cwd}/run`);
    assertEquals([record?.calls, record?.data.scan.absolutePath], [[], null]);
    const { code, stderr } = await exitwave(cwd, ["train", "--resume", "run", "--max-epochs", "2"]);
    assertEquals(code, 0, stderr);
    assertStringIncludes((await readRunRecord(`${cwd}/run`))?.calls[0]?.commandLine ?? "", "--resume run");
  });
});
