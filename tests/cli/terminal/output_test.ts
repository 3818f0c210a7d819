import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { realArray, textScalar } from "../../../data/formats/npy_encode.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { exitwave, exitwaveEach, startExitwave, TINY } from "../program.ts";

Deno.test("--quiet prints nothing on success, --json one value and nothing else on standard output", async (t) => {
  await withTempDir(async (cwd) => {
    const train = ["train", "--train-data-file", "scan.npz", "--output-dir", "run", "--overwrite", ...TINY];
    const infer = ["infer", "--model-path", "run", "--test-data-file", "scan.npz", "--output-dir", "out"];
    const lines = [
      ["simulate", "--output", "scan.npz", "--patterns", "6"],
      [...train, "--fno-modes", "3", "--disable-mlflow"],
      [...infer, "--accelerator", "cpu", "--no-results"],
      ["evaluate", "out", "scan.npz"],
      ["config", "show"],
      ["config", "explain", "--max-epochs", "3"],
      ["config", "schema"],
      ["config", "validate"],
      ["doctor", "--accelerator", "cpu"],
    ];
    const results = await exitwaveEach(cwd, lines.flatMap((line) => [[...line, "--quiet"], [...line, "--json"]]));
    for (const [i, line] of lines.entries()) {
      await t.step(line.slice(0, 2).join(" "), () => {
        const [quiet, json] = results.slice(2 * i);
        assertEquals([quiet?.code, quiet?.stdout, quiet?.stderr], [0, "", ""]);
        assertEquals(json?.code, 0);
        assert(JSON.parse(json?.stdout ?? "") !== null);
      });
    }
    const notices = results[3]?.stderr.split("\n") ?? [];
    assertEquals(notices[0], "notice: --disable-mlflow is deprecated: use --logger none and --quiet");
    assertMatch(notices[1] ?? "", /^warning: model.fnoModes = 3 is not yet in effect: /);
    assertEquals(notices.filter((line) => line.startsWith("epoch")), [], "--disable-mlflow turns the progress off");
  });
});

Deno.test("train tells of its epochs, and of deprecated flags only where they are given", async () => {
  await withTempDir(async (cwd) => {
    await writeScan(`${cwd}/scan.npz`, simulateScan({ patterns: 6 }));
    const line = [
      "train",
      "--train-data-file",
      "scan.npz",
      "--output-dir",
      "run",
      ...TINY.filter((word) => !["--accelerator", "cpu"].includes(word)),
    ];
    const { code, stderr } = await exitwave(cwd, [...line, "--device", "cpu", "--fast-dev-run"]);
    assertEquals(code, 0, stderr);
    assertEquals([stderr.includes("\x1b"), stderr.includes("\r")], [false, false], "a pipe gets no escape codes");
    const [notice, device, samples, epoch, ...rest] = stderr.trimEnd().split("\n");
    assertEquals(notice, "notice: --device is deprecated: use --accelerator");
    assertMatch(device ?? "", /^training on cpu \(.+\)$/);
    assertMatch(samples ?? "", /^network: 9\.8 k parameters · 1 epoch of 1 batch of 4 \(5 patterns, 1 held out\)$/);
    assertMatch(
      epoch ?? "",
      /^epoch 1\/1 {2}poisson_train_loss=\S+ {2}poisson_val_loss=\S+ {2}lr=0\.001 {2}[\d.]+ s {2}best$/,
    );
    assertEquals(rest, []);
  });
});

Deno.test("a reader that goes away early, as in exitwave … | head -1, does no harm", async () => {
  const child = startExitwave(".", ["config", "schema"]);
  await child.stdout.cancel();
  const [{ code }, stderr] = await Promise.all([child.status, new Response(child.stderr).text()]);
  assertEquals([code, stderr], [0, ""]);
});

Deno.test("error messages hold nothing that a terminal obeys, be it from a name or from a file", async () => {
  await withTempDir(async (cwd) => {
    await writeNpz(`${cwd}/keys.npz`, {
      "diffraction\x1b]0;gone\x07": realArray(new Float32Array(1)),
      "b\r\nc": textScalar(""),
    });
    const lines = [["keys.npz", "found diffraction\\x1b]0;gone\\x07, b\\r\\nc"], [
      "\x1b[2J.npz",
      "Cannot read \\x1b[2J.npz as",
    ]];
    const results = await exitwaveEach(cwd, lines.map(([file = ""]) => ["train", "--train-data-file", file, ...TINY]));
    for (const [i, [, message = ""]] of lines.entries()) {
      const { code, stderr } = results[i] ?? { code: -1, stderr: "" };
      assertStringIncludes(stderr, message);
      assertEquals([code, /[\p{Cc}]/u.test(stderr.trimEnd())], [1, false], JSON.stringify(stderr));
    }
  });
});
