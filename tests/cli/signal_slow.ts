import { assertEquals, assertMatch } from "@std/assert";
import { readCheckpoint, simulateScan, writeScan } from "@exitwave/exitwave";
import { withTempDir } from "../data/temp_dir.ts";
import { exitwave, startExitwave, startShell, TINY, tinyWith } from "./program.ts";

/** Epochs that no training comes to the end of, however late the signal reaches it. */
const ENDLESS = "1000000";

const AGAIN = " \\(again to stop at once\\)";

for (const [signal, code, again] of [["SIGINT", 130, AGAIN], ["SIGTERM", 143, AGAIN], ["SIGHUP", 129, ""]] as const) {
  Deno.test({
    name: `train ends with ${code} on ${signal}, its last state saved, and --resume finishes the run`,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      await withTempDir(async (cwd) => {
        await writeScan(`${cwd}/scan.npz`, simulateScan({ patterns: 24 }));
        const line = [
          "train",
          "--train-data-file",
          "scan.npz",
          "--output-dir",
          "run",
          ...tinyWith("--max-epochs", ENDLESS).filter((word) => word !== "--no-report"),
        ];
        const child = startExitwave(cwd, line);
        const stdout = new Response(child.stdout).text();
        const stderr = await interruptAfter(child, "epoch 2/", signal);
        assertEquals((await child.status).code, code, stderr);
        assertMatch(stderr, new RegExp(`\\n${signal}: saving after this step${again}\\n`));
        assertMatch(await stdout, /^aborted after \d+ epochs[^]*\ngo on with: train --resume run\n$/);

        const record = JSON.parse(await Deno.readTextFile(`${cwd}/run/run.json`));
        assertEquals([record.exitReason, record.error], ["aborted", null]);
        assertMatch(await Deno.readTextFile(`${cwd}/run/report.html`), /<dt>State<\/dt>\s*<dd>aborted</);
        const { state } = await readCheckpoint(`${cwd}/run/checkpoints/last.safetensors`);
        assertEquals(state.optimizerStep, record.steps);

        const epochs = record.epochs + 1;
        const resumed = await exitwave(cwd, ["train", "--resume", "run", "--max-epochs", String(epochs), "--json"]);
        assertEquals(resumed.code, 0, resumed.stderr);
        const result = JSON.parse(resumed.stdout);
        assertEquals([result.exitReason, result.epochs, result.steps], ["finished", epochs, epochs]);
        const rows = (await Deno.readTextFile(`${cwd}/run/metrics.csv`)).trimEnd().split("\n").slice(1);
        assertEquals(rows.map((row) => Number(row.split(",")[0])), Array.from({ length: epochs }, (_, epoch) => epoch));
      });
    },
  });
}

Deno.test({
  name: "simulate ends with 130 on SIGINT, and leaves nothing behind",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await withTempDir(async (cwd) => {
      const child = startExitwave(cwd, ["simulate", "--output", "scan.npz", "--patterns", "50000"]);
      const stderr = new Response(child.stderr).text();
      await child.stdout.cancel();
      while ((await Array.fromAsync(Deno.readDir(cwd))).length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      child.kill("SIGINT");
      assertEquals((await child.status).code, 130);
      assertMatch(
        await stderr,
        /^SIGINT: stopping\nerror: Cannot finish the simulation as it was stopped: nothing was written\n$/,
      );
      assertEquals(await Array.fromAsync(Deno.readDir(cwd)), []);
    });
  },
});

Deno.test({
  name: "train is saved by a terminal that closes with several SIGHUPs and can print no more",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await withTempDir(async (cwd) => {
      await writeScan(`${cwd}/scan.npz`, simulateScan({ patterns: 24 }));
      const line = [
        "train",
        "--train-data-file",
        "scan.npz",
        "--output-dir",
        "run",
        ...tinyWith("--max-epochs", ENDLESS),
      ];
      const child = startExitwave(cwd, line);
      await child.stdout.cancel();
      for await (const chunk of child.stderr.pipeThrough(new TextDecoderStream())) {
        // Leaving the loop closes the pipe.
        if (chunk.includes("epoch 2/")) break;
      }
      for (let times = 0; times < 3; times++) child.kill("SIGHUP");
      assertEquals((await child.status).code, 129);
      const record = JSON.parse(await Deno.readTextFile(`${cwd}/run/run.json`));
      const { state } = await readCheckpoint(`${cwd}/run/checkpoints/last.safetensors`);
      assertEquals([record.exitReason, record.steps], ["aborted", state.optimizerStep]);
    });
  },
});

Deno.test({
  name: "train outlives its terminal where SIGHUP is ignored, as under nohup",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await withTempDir(async (cwd) => {
      await writeScan(`${cwd}/scan.npz`, simulateScan({ patterns: 24 }));
      const line = ["train", "--train-data-file", "scan.npz", "--output-dir", "run", ...tinyWith("--max-epochs", "6")];
      const child = startShell(cwd, `trap "" HUP; exec "$@"`, line);
      const stdout = new Response(child.stdout).text();
      const stderr = await interruptAfter(child, "epoch 2/", "SIGHUP");
      assertEquals((await child.status).code, 0, stderr);
      assertMatch(await stdout, /^finished after 6 epochs/);
    });
  },
});

Deno.test({
  name: "infer ends with 130 on SIGINT and writes nothing",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await withTempDir(async (cwd) => {
      await writeScan(`${cwd}/scan.npz`, simulateScan({ patterns: 500 }));
      await exitwave(cwd, ["train", "--train-data-file", "scan.npz", "--output-dir", "run", ...TINY]);
      const line = ["infer", "--model-path", "run", "--test-data-file", "scan.npz", "--output-dir", "out"];
      const child = startExitwave(cwd, [
        ...line,
        "--accelerator",
        "cpu",
        "--no-results",
        "--inference-batch-size",
        "1",
      ]);
      const stdout = new Response(child.stdout).text();
      const stderr = await interruptAfter(child, "reconstructing on cpu", "SIGINT");
      assertEquals([(await child.status).code, await stdout], [130, ""], stderr);
      assertMatch(
        stderr,
        /SIGINT: stopping after this batch[^\n]*\nerror: Cannot finish .* as it was stopped: nothing was written\n$/,
      );
      assertEquals([...Deno.readDirSync(cwd)].map(({ name }) => name).sort(), ["run", "scan.npz"]);
    });
  },
});

/** Sends the signal once standard error says a word, and returns all that it said. */
async function interruptAfter(child: Deno.ChildProcess, word: string, signal: Deno.Signal): Promise<string> {
  let text = "";
  let sent = false;
  for await (const chunk of child.stderr.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (!sent && text.includes(word)) {
      child.kill(signal);
      sent = true;
    }
  }
  return text;
}
