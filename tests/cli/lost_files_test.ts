/** Files of a run that are gone, cut off, or something else: train --resume and infer go on without, or say what to do. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { withTempDir } from "../data/temp_dir.ts";
import { exitwaveEach, type FinishedLine, TINY } from "./program.ts";

const CHECKPOINT = "checkpoints/last.safetensors";
const RESUME = ["train", "--max-epochs", "2", "--resume"];
const INFER = ["infer", "--test-data-file", "scan.npz", "--output-dir", "out", "--dry-run", "--model-path"];

/** Copies the run as often as there are damages, and runs both commands on each copy. */
async function onCopies(
  cwd: string,
  damages: readonly ((run: string) => Promise<unknown>)[],
): Promise<readonly { readonly resumed: FinishedLine; readonly inferred: FinishedLine }[]> {
  const made = await exitwaveEach(cwd, [
    ["simulate", "--output", "scan.npz", "--patterns", "6"],
    ["train", "--train-data-file", "scan.npz", "--output-dir", "run", ...TINY],
  ]);
  assertEquals(made.map(({ code }) => code), [0, 0], made.map(({ stderr }) => stderr).join());
  for (const [i, damage] of damages.entries()) {
    await Deno.mkdir(`${cwd}/${i}/checkpoints`, { recursive: true });
    for (const name of ["payload.json", "run.json", "metrics.csv"]) {
      await Deno.copyFile(`${cwd}/run/${name}`, `${cwd}/${i}/${name}`);
    }
    for (const { name } of Deno.readDirSync(`${cwd}/run/checkpoints`)) {
      await Deno.copyFile(`${cwd}/run/checkpoints/${name}`, `${cwd}/${i}/checkpoints/${name}`);
    }
    await damage(`${cwd}/${i}`);
  }
  const lines = damages.flatMap((_, i) => [[...INFER, String(i)], [...RESUME, String(i)]]);
  const results = await exitwaveEach(cwd, lines);
  return damages.map((_, i) => ({
    inferred: results[2 * i] as FinishedLine,
    resumed: results[2 * i + 1] as FinishedLine,
  }));
}

/** Something else in the place of a file. */
async function replace(path: string, make: (path: string) => Promise<unknown>): Promise<void> {
  await Deno.remove(path);
  await make(path);
}

Deno.test("train --resume takes the payload of a checkpoint where payload.json is lost, and writes it again", async () => {
  await withTempDir(async (cwd) => {
    const payload = (run: string): string => `${run}/payload.json`;
    const cases: readonly (readonly [reason: string, damage: (run: string) => Promise<unknown>])[] = [
      ["it is missing", (run) => Deno.remove(payload(run))],
      ["it is no JSON", (run) => Deno.writeTextFile(payload(run), "")],
      ["it is no JSON", (run) => Deno.truncate(payload(run), 300)],
      ["it is no payload", (run) => Deno.writeTextFile(payload(run), "{}")],
    ];
    const results = await onCopies(cwd, cases.map(([, damage]) => damage));
    for (const [i, [reason]] of cases.entries()) {
      const { resumed, inferred } = results[i] ?? {};
      assertEquals([resumed?.code, inferred?.code], [0, 0], `${resumed?.stderr}${inferred?.stderr}`);
      const note = `warning: Cannot read ${i}/payload.json as ${reason}`;
      assertStringIncludes(resumed?.stderr ?? "", note);
      assertStringIncludes(resumed?.stderr ?? "", `: the payload in ${i}/${CHECKPOINT} is taken\n`);
      const { training, data } = JSON.parse(await Deno.readTextFile(payload(`${cwd}/${i}`)));
      assertEquals([training.epochs, training.batchSize, data.scan], [2, 4, "scan.npz"]);
    }
  });
});

Deno.test("train --resume and infer say in a sentence what stands in the place of a run's file, or what was edited", async () => {
  await withTempDir(async (cwd) => {
    const edit = async (run: string): Promise<void> => {
      const text = await Deno.readTextFile(`${run}/payload.json`);
      await Deno.writeTextFile(`${run}/payload.json`, text.replace('"batchSize": 4', '"batchSize": 2'));
    };
    const nothing = (path: string): Promise<void> => Deno.symlink("nowhere", path);
    const folder = (path: string): Promise<void> => Deno.mkdir(path);
    const names = ["payload.json", "run.json", "metrics.csv", CHECKPOINT];
    const cases: readonly (readonly [sentence: RegExp, damage: (run: string) => Promise<unknown>])[] = [
      ...names.map((name) =>
        [
          new RegExp(`^error: Cannot use \\d+/${name} as it is a directory and no file: move it away$`, "m"),
          (run: string) => replace(`${run}/${name}`, folder),
        ] as const
      ),
      ...names.map((name) =>
        [
          new RegExp(`^error: Cannot use \\d+/${name} as it is a link to nothing: move it away$`, "m"),
          (run: string) => replace(`${run}/${name}`, nothing),
        ] as const
      ),
      [/^error: Cannot read the payload 8\/payload\.json as .*was edited/m, edit],
      [
        /^error: Cannot read the checkpoint 9\/checkpoints\/last\.safetensors as it is empty: .*remove it to go on from epoch=/m,
        (run) => Deno.truncate(`${run}/${CHECKPOINT}`),
      ],
      [
        /^error: Cannot read 10\/payload\.json as it is no payload, and no checkpoint has a copy of it: begin the run anew$/m,
        async (run) => {
          await Deno.writeTextFile(`${run}/payload.json`, "{}");
          await Deno.remove(`${run}/checkpoints`, { recursive: true });
        },
      ],
    ];
    const results = await onCopies(cwd, cases.map(([, damage]) => damage));
    for (const [i, [sentence]] of cases.entries()) {
      const { resumed } = results[i] ?? {};
      assert(resumed && resumed.code !== 0, `${i} ${resumed?.stderr}`);
      assertMatch(resumed.stderr, sentence);
      assertEquals(resumed.stderr.match(/^error: /gm)?.length, 1, resumed.stderr);
      // The weights that are left are as good as before.
      if (i < 10) assertEquals(results[i]?.inferred.code, 0, results[i]?.inferred.stderr);
    }
  });
});
