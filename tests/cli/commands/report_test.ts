import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { withTempDir } from "../../data/temp_dir.ts";
import { makeRun } from "../../recon/report/made_run.ts";
import { exitwaveEach } from "../program.ts";

Deno.test("report writes what is asked for, where it is asked for", async () => {
  await withTempDir(async (cwd) => {
    await makeRun(`${cwd}/runs/one`);
    await makeRun(`${cwd}/runs/it's two`, { sections: { training: { epochs: 7 } } });
    const lines = [
      ["report", "runs/one/"],
      ["report", "runs/one", "runs/it's two"],
      ["report", "runs/one", "-o", "one.MD"],
      ["report", "runs/one", "runs/it's two", "--format", "json", "--json"],
      ["report", "--runs", "runs/one", "--output", "picture", "--format=png"],
    ];
    const done = await exitwaveEach(cwd, lines);
    assertEquals(done.map(({ code, stderr }) => [code, stderr]), lines.map(() => [0, ""]));
    assertEquals(done.map(({ tensorflow }) => tensorflow), lines.map(() => false), "nothing is computed");
    assertEquals(done[0]?.stdout, "runs/one/report.html: report of the run\n");
    assertEquals(done[1]?.stdout, "report.html: report of 2 runs\n");
    const text = await Deno.readTextFile(`${cwd}/runs/one/report.html`);
    assertStringIncludes(text, "<title>Run one – Exitwave</title>");
    assertStringIncludes(await Deno.readTextFile(`${cwd}/report.html`), "<title>2 runs – Exitwave</title>");
    assertStringIncludes(await Deno.readTextFile(`${cwd}/one.MD`), "- **State**: finished");
    const { runs, differences } = JSON.parse(await Deno.readTextFile(`${cwd}/report.json`));
    assertEquals(runs.map(({ name, best }: { name: string; best: unknown }) => [name, best]), [
      ["one", { metric: "poisson_val_loss", epoch: 2, value: 0.25 }],
      ["it's two", { metric: "poisson_val_loss", epoch: 2, value: 0.25 }],
    ]);
    assertEquals(differences, [{ path: "training.epochs", effect: "other result", values: [50, 7] }]);
    assertEquals(JSON.parse(done[3]?.stdout ?? "").report, "report.json");
    assertEquals([...(await Deno.readFile(`${cwd}/picture`)).subarray(1, 4)], [0x50, 0x4e, 0x47]);
    assertStringIncludes(await Deno.readTextFile(`${cwd}/runs/one/products.jsonl`), "report.html");
  });
});

Deno.test("report tells of damage and goes on; where there is nothing to tell it fails, and writes nothing", async () => {
  await withTempDir(async (cwd) => {
    await makeRun(`${cwd}/cut`);
    const record = await Deno.readTextFile(`${cwd}/cut/run.json`);
    await Deno.writeTextFile(`${cwd}/cut/run.json`, record.slice(0, record.length / 2));
    await Deno.mkdir(`${cwd}/empty`);
    const [cut, missing, empty] = await exitwaveEach(cwd, [
      ["report", "cut", "missing"],
      ["report", "missing"],
      ["report", "empty"],
    ]);
    assertEquals(cut?.code, 0);
    assertMatch(
      cut?.stderr ?? "",
      /^warning: Cannot read cut\/run\.json .*\nwarning: Cannot read the run missing as there/,
    );
    assertStringIncludes(await Deno.readTextFile(`${cwd}/report.html`), "there is no such directory");
    assertEquals([missing?.code, missing?.stderr], [
      1,
      "error: Cannot read the run missing as there is no such directory\n",
    ]);
    assertEquals(empty?.code, 1);
    assert(empty?.stderr.startsWith("error: Cannot read empty/payload.json as it is missing"), empty?.stderr);
    assertEquals([...Deno.readDirSync(`${cwd}/empty`)], []);
  });
});

Deno.test("report may read and write its directory, and needs nothing else", async () => {
  await withTempDir(async (cwd) => {
    await makeRun(`${cwd}/one`, { diagnosed: true, evaluated: true, side: 40 });
    await makeRun(`${cwd}/two`);
    const program = new URL("../../../cli.ts", import.meta.url).pathname;
    for (const [runs, file] of [[["one", "two"], "both.html"], [["two"], "two.png"]] as const) {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "--no-prompt", `--allow-read=${cwd}`, `--allow-write=${cwd}`, program],
          ...["report", ...runs.map((run) => `${cwd}/${run}`), "-o", `${cwd}/${file}`],
        ],
        cwd,
        env: { NO_COLOR: "1" },
      }).output();
      const text = new TextDecoder();
      assertEquals([code, text.decode(stderr)], [0, ""]);
      assertEquals(text.decode(stdout), `${cwd}/${file}: report of ${runs.length === 1 ? "the run" : "2 runs"}\n`);
      assert((await Deno.stat(`${cwd}/${file}`)).size > 10_000);
    }
  });
});

Deno.test("report refuses what it cannot write, before it reads", async () => {
  await withTempDir(async (cwd) => {
    const done = await exitwaveEach(cwd, [
      ["report"],
      ["report", "run", "--format", "pdf"],
      ["report", "run", "-o", "report.pdf"],
      ["report", "run", "-o", "report"],
    ]);
    assertEquals(done.map(({ code }) => code), [2, 2, 2, 2]);
    assertEquals(done.map(({ stderr }) => stderr.replace(/^error: Cannot run report as /, "").trim()), [
      "it needs a run: report RUN...",
      '--format must be html, md, json or png: current value is "pdf"',
      'the name of its file must end with .html, .md, .json or .png, or --format be given: current value is "report.pdf"',
      'the name of its file must end with .html, .md, .json or .png, or --format be given: current value is "report"',
    ]);
  });
});
