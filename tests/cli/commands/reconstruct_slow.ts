import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { parseReconstruction, readReconstruction } from "@exitwave/exitwave";
import { withTempDir } from "../../data/temp_dir.ts";
import { exitwave, exitwaveEach, startExitwave } from "../program.ts";

const SIMULATE = ["simulate", "-o", "star.npz", "--patch-size", "32", "--patterns", "36", "--photons", "1e6"];
const CPU = ["--accelerator", "cpu"];

async function names(directory: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name).sort();
}

const FILES = [
  ...[
    "checkpoints",
    "diagnostics.npz",
    "metrics.csv",
    "payload.json",
    "reconstructed_amplitude.png",
    "reconstructed_phase.png",
  ],
  ...["reconstruction.npz", "results.png", "run.json"],
];

async function exitReason(directory: string): Promise<unknown> {
  return JSON.parse(await Deno.readTextFile(`${directory}/run.json`)).exitReason;
}

Deno.test("reconstruct makes an image that evaluate takes, tells where it is, and keeps the directory from others", async () => {
  await withTempDir(async (cwd) => {
    const again = ["reconstruct", "star.npz", "--iterations", "2", ...CPU];
    const [, made, evaluated, refused, replaced, quiet, trained, resumed, reported, shown] = await exitwaveEach(cwd, [
      SIMULATE,
      ["reconstruct", "star.npz", "--iterations", "8", "--batch-size", "8", "--seed", "1", ...CPU],
      ["evaluate", "runs/star-rpie", "star.npz", "--json"],
      again,
      [...again, "--overwrite", "--json", "--product", "--engine", "rpie"],
      [...again, "--quiet", "--engine", "epie"],
      ["train", "star.npz", "-o", "runs/star-rpie", ...CPU],
      ["train", "--resume", "runs/star-rpie"],
      ["report", "runs/star-rpie"],
      ["config", "show", "runs/star-rpie", "--json"],
    ]);
    assertEquals(made?.code, 0, made?.stderr);
    assertMatch(made?.stderr ?? "", /^reconstructing by rpie on cpu \(.*\)\n/);
    const lines = made?.stdout.trimEnd().split("\n") ?? [];
    assertMatch(
      lines[0] ?? "",
      /^36 patterns of star\.npz to \d+ × \d+ px of 10 nm by 8 iterations of rpie in .*patterns\/s$/,
    );
    assertMatch(lines[1] ?? "", /^R-factor 0\.\d+, Poisson deviance \d\.\d+ a pixel$/);
    assertEquals(lines.slice(2), [
      "runs/star-rpie/reconstruction.npz",
      "runs/star-rpie/reconstructed_amplitude.png",
      "runs/star-rpie/reconstructed_phase.png",
      "runs/star-rpie/results.png",
      "runs/star-rpie/diagnostics.npz",
    ]);
    assert(JSON.parse(evaluated?.stdout ?? "").phase.correlation > 0.9, evaluated?.stdout);

    assertEquals(refused?.code, 1);
    assertMatch(
      refused?.stderr ?? "",
      /\nerror: Cannot reconstruct into runs\/star-rpie as it already holds .*: choose another execution\.outputDir \(--output-dir\), resume the run \(--resume\), or overwrite it \(--overwrite\)\n$/,
    );
    const told = JSON.parse(replaced?.stdout ?? "");
    assertEquals([told.iterations, told.exitReason, told.probeModes, told.replaced.length], [2, "finished", 1, 5]);
    assertEquals(told.files.product, "runs/star-rpie/product.h5");
    const reports = ["products.jsonl", "report.html"];
    assertEquals(await names(`${cwd}/runs/star-rpie`), [...FILES, ...reports, "product.h5"].sort());
    assertEquals([quiet?.code, quiet?.stdout, quiet?.stderr], [0, "", ""]);
    assertEquals(await names(`${cwd}/runs`), ["star-epie", "star-rpie"]);

    // Networks take larger patterns, which is told first.
    assertEquals(trained?.code, 1);
    assertEquals(resumed?.code, 3);
    assertMatch(
      resumed?.stderr ?? "",
      /^error: Cannot read .*payload\.json as .*must be .*training.*"reconstruction"\n$/,
    );
    assertEquals([reported?.code, reported?.stdout], [0, "runs/star-rpie/report.html: report of the run\n"]);
    const payload = parseReconstruction(JSON.parse(await Deno.readTextFile(`${cwd}/runs/star-rpie/payload.json`)));
    assertEquals(JSON.parse(shown?.stdout ?? "").engine, payload.engine);
  });
});

Deno.test("reconstruct is configured by flags, files and payloads, and config shows what they come to", async () => {
  await withTempDir(async (cwd) => {
    const write = (name: string, sections: object): Promise<void> =>
      Deno.writeTextFile(`${cwd}/${name}`, JSON.stringify(sections));
    await write("engine.json", { data: { scan: "star.npz" }, engine: { algorithm: "epie", iterations: 7 } });
    await write("both.json", {
      data: { scan: "star.npz", xBounds: [0, 0.5] },
      model: { filterScale: 0.125 },
      training: { epochs: 3 },
      engine: { iterations: 5 },
    });
    await write("wrong.json", { engine: { iteration: 3 } });
    const dry = ["reconstruct", "--dry-run", "--json"];
    const [, flag, beside, both, explained, validated, different, mixed, wrong, missing, schema, text] =
      await exitwaveEach(cwd, [
        SIMULATE,
        [...dry, "--config", "engine.json", "--iterations", "9", "--set", "engine.seed=3"],
        [...dry, "other.npz", "--config", "engine.json"],
        [...dry, "--config", "both.json"],
        ["config", "explain", "engine.json"],
        ["config", "validate", "engine.json"],
        ["config", "diff", "engine.json", "both.json"],
        ["config", "show", "both.json", "--json"],
        ["config", "validate", "wrong.json"],
        ["config", "validate", "engine.json", "--scan", "no.npz"],
        ["config", "schema"],
        ["reconstruct", "star.npz", "--dry-run", "--probe-start", "none", "--probe-step", "0.5"],
      ]);
    const payload = parseReconstruction(JSON.parse(flag?.stdout ?? ""));
    const { engine: { algorithm, iterations, seed }, execution: { outputDir }, data } = payload;
    assertEquals([algorithm, iterations, seed, outputDir], ["epie", 9, 3, "runs/star-epie"]);
    assertEquals(payload.overrides.find(({ path }) => path === "data.measurement")?.source, "dataset");
    assertEquals([data.scan, data.measurement], ["star.npz", "amplitude"]);
    assertMatch(beside?.stderr ?? "", /^error: Cannot read other\.npz as there is no such file\n$/);
    assertEquals(both?.stderr, "");
    assertEquals(JSON.parse(both?.stdout ?? "").data.xBounds, [0, 0.5]);
    assertMatch(explained?.stdout ?? "", /^engine\.algorithm +"epie" +\(config, over "rpie" by default\)$/m);
    assertMatch(validated?.stdout ?? "", /^Valid: scientific fingerprint /);
    assertEquals([
      different?.code,
      different?.stderr.includes("the one configures a reconstruction, the other a training"),
    ], [
      ...[2, true],
    ]);
    assertEquals(JSON.parse(mixed?.stdout ?? "").kind, "training");
    assertStringIncludes(
      wrong?.stderr ?? "",
      "engine.iteration is not a field (did you mean engine.iterations (--iterations)?)",
    );
    assertEquals([wrong?.code, missing?.code], [3, 1]);
    assertStringIncludes(schema?.stdout ?? "", '"objectRegularisation"');
    assertMatch(text?.stderr ?? "", /^warning: engine\.probeStep = 0\.5 has no effect as engine\.probeStart is null/);
    assertMatch(text?.stdout ?? "", /^engine\.probeStart = null {2}\(flag, over 5 by default\)$/m);
    assertEquals(await names(cwd), ["both.json", "engine.json", "star.npz", "wrong.json"]);
  });
});

Deno.test({
  name: "reconstruct ends with 130 on SIGINT, with the image that there is, and with its record where it is killed",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await withTempDir(async (cwd) => {
      await exitwave(cwd, SIMULATE);
      const line = ["reconstruct", "star.npz", "--iterations", "1000000", ...CPU];
      /** Waits until iterations were written down. */
      const begun = async (directory: string): Promise<void> => {
        const rows = async (): Promise<number> =>
          (await Deno.readTextFile(`${directory}/metrics.csv`).catch(() => "")).split("\n").length;
        while (await rows() < 4) await new Promise((resolve) => setTimeout(resolve, 50));
      };
      const stopped = startExitwave(cwd, [...line, "-o", "stopped"]);
      const [stdout, stderr] = [new Response(stopped.stdout).text(), new Response(stopped.stderr).text()];
      await begun(`${cwd}/stopped`);
      stopped.kill("SIGINT");
      assertEquals((await stopped.status).code, 130, await stderr);
      assertMatch(await stderr, /\nSIGINT: saving after this batch \(again to stop at once\)\n/);
      assertStringIncludes(await stdout, "\nstopped/results.png\n");
      assertEquals(await names(`${cwd}/stopped`), FILES);
      assertEquals(await exitReason(`${cwd}/stopped`), "aborted");
      await readReconstruction(`${cwd}/stopped/reconstruction.npz`);
      assertStringIncludes(await stdout, "\ngo on with: reconstruct --resume stopped\n");
      const done = JSON.parse(await Deno.readTextFile(`${cwd}/stopped/run.json`)).iterations;
      const more = ["--iterations", String(done + 2), "--threads", "1"];
      const [elsewhere, overwritten, resumed] = await exitwaveEach(cwd, [
        ["reconstruct", "--resume", "stopped", "-o", "other"],
        ["reconstruct", "--resume", "stopped", "--overwrite"],
        ["reconstruct", "--resume", "stopped", ...more],
      ]);
      assertEquals([elsewhere?.code, overwritten?.code, resumed?.code], [2, 2, 0], resumed?.stderr);
      assertMatch(resumed?.stdout ?? "", new RegExp(` by [23] more, together ${done + 2} iterations of rpie in `));
      assertEquals(await exitReason(`${cwd}/stopped`), "finished");

      const killed = startExitwave(cwd, [...line, "-o", "killed"]);
      await Promise.all([begun(`${cwd}/killed`), killed.stdout.cancel(), killed.stderr.cancel()]);
      killed.kill("SIGKILL");
      await killed.status;
      assertEquals(await exitReason(`${cwd}/killed`), "running");
      assertEquals(await exists(`${cwd}/killed/reconstruction.npz`), false);
      const again = ["reconstruct", "star.npz", "--iterations", "2", ...CPU, "-o", "killed"];
      const [refused, replaced] = await exitwaveEach(cwd, [again, [...again, "--overwrite"]]);
      assertStringIncludes(refused?.stderr ?? "", "Cannot reconstruct into killed as it already holds");
      assertEquals(replaced?.code, 0, replaced?.stderr);
      assertEquals(await names(`${cwd}/killed`), FILES);
    });
  },
});

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
