import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { withTempDir } from "../data/temp_dir.ts";
import { exitwave, exitwaveEach } from "./program.ts";

const SECTIONS = `{
  data: { scan: "scan.npz" },
  model: { filterScale: 0.125 },
  training: { epochs: 3, batchSize: 4, limitTrainBatches: 1 },
  inference: { results: false },
  execution: { accelerator: "cpu", outputDir: "run", report: false },
}`;

/** Writes a line a hook, and ends the training after the second epoch. */
const CALLBACKS = `class Diary {
  name = "diary";
  lines = [];
  onFitStart({ epochs }) { this.lines.push("start " + epochs); }
  onEpochEnd({ epoch, metrics }) {
    console.log("from the script");
    this.lines.push(epoch + " " + Object.keys(metrics));
    return epoch === 1 ? "stop" : undefined;
  }
  async onFitEnd({ exitReason }) { await Deno.writeTextFile("diary", [...this.lines, exitReason].join("\\n")); }
}
export const callbacks = [new Diary(), { name: "idle" }];`;

Deno.test("train calls the callbacks that a configuration script exports, in a new run and in a resumed one", async () => {
  await withTempDir(async (cwd) => {
    await writeScan(`${cwd}/scan.npz`, simulateScan({ patterns: 6 }));
    await Deno.writeTextFile(`${cwd}/my_run.ts`, `${CALLBACKS}\nexport default async () => (${SECTIONS});`);
    const begun = await exitwave(cwd, ["train", "--config", "my_run.ts", "--json"]);
    assertEquals(begun.code, 0, begun.stderr);
    const { exitReason, exitDetail, epochs } = JSON.parse(begun.stdout);
    assertEquals([exitReason, exitDetail, epochs], ["stopped", 'callback "diary" asked to stop', 2]);
    assertStringIncludes(begun.stderr, "from the script\n");
    const names = "poisson_train_loss,poisson_val_loss";
    const diary = (await Deno.readTextFile(`${cwd}/diary`)).split("\n");
    assertEquals(diary, ["start 3", `0 ${names}`, `1 ${names}`, "stopped"]);
    const resumed = await exitwave(cwd, ["train", "--resume", "run", "--config", "my_run.ts", "--quiet"]);
    assertEquals(resumed.code, 0, resumed.stderr);
    assertEquals((await Deno.readTextFile(`${cwd}/diary`)).split("\n"), ["start 3", `2 ${names}`, "finished"]);
  });
});

Deno.test("reconstruct calls the hooks of engines that a configuration script exports, and tells which are none of its own", async () => {
  await withTempDir(async (cwd) => {
    await Deno.writeTextFile(
      `${cwd}/engine.ts`,
      `export const callbacks = [
        { name: "enough", onIterationEnd: ({ iteration }) => iteration === 1 ? "stop" : undefined },
        { name: "of trainings", onEpochEnd() {} },
      ];
      export default { data: { scan: "scan.npz" }, engine: { iterations: 4 }, execution: { accelerator: "cpu" } };`,
    );
    const [, begun, resumed, dry] = await exitwaveEach(cwd, [
      ["simulate", "--output", "scan.npz", "--patterns", "9"],
      ["reconstruct", "--config", "engine.ts", "-o", "run"],
      ["reconstruct", "--resume", "run", "--json"],
      ["train", "--config", "engine.ts", "--dry-run"],
    ]);
    assertStringIncludes(begun?.stdout ?? "", '\nstopped: callback "enough" asked to stop\n');
    assertStringIncludes(begun?.stdout ?? "", "\ngo on with: reconstruct --resume run\n");
    const warning = 'warning: callback "of trainings" is never called as a reconstruction has no onEpochEnd\n';
    assertStringIncludes(begun?.stderr ?? "", warning);
    const { iterations, exitReason } = JSON.parse(resumed?.stdout ?? "");
    assertEquals([iterations, exitReason], [4, "finished"]);
    assertStringIncludes(
      dry?.stderr ?? "",
      'warning: callback "enough" is never called as a training has no onIterationEnd\n',
    );
  });
});

/** Exports that are no callbacks, and what is said of them. */
const WRONG: Readonly<Record<string, RegExp>> = {
  '{ name: "one", onEpochEnd() {} }': /callbacks must be a list of callbacks: current value is /,
  "[3]": /callbacks\[0\] must be a callback: an object with a name and hooks: current value is 3$/,
  "[null]": /callbacks\[0\] must be a callback: an object with a name and hooks: current value is null$/,
  "[{ onEpochEnd() {} }]": /callbacks\[0\]\.name must be a non-empty text: current value is undefined$/,
  '[{ name: "a" }, { name: "b", onEpochEnds() {} }]':
    /callbacks\[1\]\.onEpochEnds is not a hook \(did you mean onEpochEnd\?\): current value is a function$/,
  '[{ name: "a", onEpochEnd: 3 }]': /callbacks\[0\]\.onEpochEnd must be a function: current value is 3$/,
};

Deno.test("exported callbacks that are none, or have a hook that nobody calls, are refused by name", async () => {
  await withTempDir(async (cwd) => {
    const texts = Object.keys(WRONG);
    for (const [i, text] of texts.entries()) {
      await Deno.writeTextFile(`${cwd}/${i}.ts`, `export const callbacks = ${text};\nexport default {};`);
    }
    await Deno.writeTextFile(
      `${cwd}/within.ts`,
      'export default { callbacks: [{ name: "a" }], training: { epochs: 3 } };',
    );
    const names = [...texts.map((_, i) => `${i}.ts`), "within.ts"];
    const results = await exitwaveEach(cwd, names.map((name) => ["config", "validate", name]));
    assertStringIncludes(
      results.at(-1)?.stderr ?? "",
      "Cannot use the callbacks of within.ts as callbacks must be an export of its own: export const callbacks = […]",
    );
    for (const [i, text] of texts.entries()) {
      const { code, stderr = "" } = results[i] ?? {};
      assertMatch(stderr.trimEnd(), WRONG[text] ?? /^$/);
      assertEquals([code, stderr.startsWith(`error: Cannot use the callbacks of ${i}.ts as callbacks`)], [3, true]);
    }
  });
});
