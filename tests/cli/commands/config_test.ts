import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { configJsonSchema, createTrainingPayload, fields, payloadSections } from "@exitwave/exitwave/config";
import { withTempDir } from "../../data/temp_dir.ts";
import { exitwaveEach, type FinishedLine, TINY } from "../program.ts";

const SECTIONS = { model: { filterScale: 0.125 }, training: { epochs: 3, seed: 7 } } as const;

/** Scripts that all mean {@link SECTIONS}. */
const SCRIPTS: Readonly<Record<string, string>> = {
  "builders.ts": `import { model, training } from "@exitwave/exitwave";
export default { model: model().filterScale(0.125), training: training().epochs(3).seed(7) };`,
  "plain.ts": `export default ${JSON.stringify(SECTIONS)};`,
  "mixed.js": `import { model } from "@exitwave/exitwave";
export default { model: model().filterScale(0.125), training: { epochs: 3, seed: 7 } };`,
  "payload.ts": `import { createTrainingPayload, model, training } from "@exitwave/exitwave";
export default createTrainingPayload({ model: model().filterScale(0.125), training: training().epochs(3).seed(7) });`,
  "function.ts": `export default () => (${JSON.stringify(SECTIONS)});`,
  "promise.ts": `export default async () => JSON.parse(await Deno.readTextFile("sections.json"));`,
  "sections.json": JSON.stringify(SECTIONS),
  "payload.json": JSON.stringify(createTrainingPayload(SECTIONS)),
};

Deno.test("config show takes builders, plain sections, payloads and functions, as scripts and as JSON", async (t) => {
  await withTempDir(async (cwd) => {
    for (const [name, text] of Object.entries(SCRIPTS)) await Deno.writeTextFile(`${cwd}/${name}`, text);
    const results = await exitwaveEach(cwd, Object.keys(SCRIPTS).map((name) => ["config", "show", name, "--json"]));
    const expected = createTrainingPayload(SECTIONS);
    // A payload sets every field, also to its default.
    const whole = createTrainingPayload(payloadSections(expected));
    for (const [i, name] of Object.keys(SCRIPTS).entries()) {
      const payload: unknown = name.startsWith("payload") ? whole : expected;
      await t.step(name, () => assertEquals(shown(results[i]), payload));
    }
  });
});

Deno.test("a run can be repeated from its payload.json: the scientific fingerprint is the same", async () => {
  await withTempDir(async (cwd) => {
    const train = ["train", "--train-data-file", "scan.npz", "--output-dir", "run", ...TINY];
    const [, made, show, other, repeated] = await exitwaveEach(cwd, [
      ["simulate", "--output", "scan.npz", "--patterns", "6"],
      train,
      ["config", "show", "run/payload.json", "--json", "--accelerator", "webgpu"],
      ["config", "show", "run/payload.json", "--json", "--seed", "1"],
      ["train", "--config", "run/payload.json", "--output-dir", "again", "--json", "--quiet"],
    ]);
    assertEquals(made?.code, 0, made?.stderr);
    const { fingerprints } = JSON.parse(await Deno.readTextFile(`${cwd}/run/payload.json`));
    assertEquals(scientific(show), fingerprints.scientific);
    assertNotEquals(scientific(other), fingerprints.scientific);
    const first = made?.stderr.match(/poisson_train_loss=(\S+)/)?.[1];
    const { metrics } = JSON.parse(repeated?.stdout ?? "");
    assertEquals(String(Number(metrics.poisson_train_loss.toPrecision(5))), first);
  });
});

Deno.test("config diff prints the fields that differ, as text and as JSON", async () => {
  await withTempDir(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/a.json`, JSON.stringify(SECTIONS));
    const other = {
      ...SECTIONS,
      training: { epochs: 4, seed: 7 },
      execution: { threads: 3, accelerator: "cpu", earlyStopPatience: 2 },
    } as const;
    await Deno.writeTextFile(`${cwd}/b.json`, JSON.stringify(createTrainingPayload(other)));
    const [text, json, same, one, three] = await exitwaveEach(cwd, [
      ["config", "diff", "a.json", "b.json"],
      ["config", "diff", "a.json", "b.json", "--json"],
      ["config", "diff", "a.json", "a.json"],
      ["config", "diff", "a.json"],
      ["config", "diff", "a.json", "b.json", "c.json"],
    ]);
    assertEquals(
      text?.stdout,
      [
        "training.epochs              3 → 4  (other result)",
        'execution.accelerator        "auto" → "cpu"  (same result up to rounding)',
        "execution.threads            null → 3  (same result)",
        "execution.earlyStopPatience  null → 2  (may stop elsewhere)",
        "",
      ].join("\n"),
    );
    assertEquals(JSON.parse(json?.stdout ?? ""), [
      { path: "training.epochs", first: 3, second: 4, effect: "other result" },
      { path: "execution.accelerator", first: "auto", second: "cpu", effect: "same result up to rounding" },
      { path: "execution.threads", first: null, second: 3, effect: "same result" },
      { path: "execution.earlyStopPatience", first: null, second: 2, effect: "may stop elsewhere" },
    ]);
    assertEquals([same?.code, same?.stdout], [0, "No difference\n"]);
    assertEquals([one?.code, three?.code], [2, 2]);
    assertMatch(one?.stderr ?? "", /Cannot run config diff as it takes two files/);
    assertMatch(three?.stderr ?? "", /it takes two files: got c\.json too/);
  });
});

Deno.test("config takes the directory of a run for its payload.json, wherever it takes a file", async () => {
  await withTempDir(async (cwd) => {
    for (const [name, epochs] of [["a", 3], ["b 2", 4]] as const) {
      await Deno.mkdir(`${cwd}/runs/${name}`, { recursive: true });
      const payload = createTrainingPayload({ training: { epochs } });
      await Deno.writeTextFile(`${cwd}/runs/${name}/payload.json`, JSON.stringify(payload));
    }
    await Deno.writeTextFile(`${cwd}/plain.json`, '{"training": {"epochs": 4}}');
    const [runs, mixed, show, config, none] = await exitwaveEach(cwd, [
      ["config", "diff", "runs/a", "runs/b 2/"],
      ["config", "diff", "runs/b 2", "plain.json"],
      ["config", "show", "runs/a", "--json"],
      ["train", "--config", `${cwd}/runs/a`, "--dry-run", "--json"],
      ["config", "diff", "runs/a", "runs"],
    ]);
    assertEquals([runs?.stdout, mixed?.stdout], ["training.epochs  3 → 4  (other result)\n", "No difference\n"]);
    assertEquals([show, config].map((result) => JSON.parse(result?.stdout ?? "").training.epochs), [3, 3]);
    assertEquals([none?.code, none?.stderr], [
      1,
      "error: Cannot read the configuration runs as it is a directory and holds no run: there is no runs/payload.json\n",
    ]);
  });
});

Deno.test("config validate looks for the scans, and with --json tells a program what is wrong", async () => {
  await withTempDir(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/wrong.ts`, `export default { data: { scan: "a.npz" }, training: { epochs: 0 } };`);
    await Deno.writeTextFile(`${cwd}/away.json`, `{ "data": { "scan": "a.npz" } }`);
    const [made, valid, test, fields, away, flag, silent, broken, size] = await exitwaveEach(cwd, [
      ["simulate", "--output", "scan.npz", "--patterns", "3"],
      ["config", "validate", "--train-data-file", "scan.npz", "--json"],
      ["config", "validate", "--train-data-file", "scan.npz", "--test-data-file", "b.npz", "--json"],
      ["config", "validate", "wrong.ts", "--json", "--threads", "0"],
      ["config", "validate", "away.json"],
      ["config", "validate", "--train-data-file", "a.npz", "--json"],
      ["config", "validate", "--max-epochs", "0", "--json", "--quiet"],
      ["config", "validate", "nowhere.json", "--json"],
      ["config", "validate", "--train-data-file", "scan.npz", "--patch-size", "128", "--json"],
    ]);
    assertEquals([made?.code, valid?.code, JSON.parse(valid?.stdout ?? "").valid], [0, 0, true]);
    const told = (result: FinishedLine | undefined): unknown[] => {
      const { valid, problems } = JSON.parse(result?.stdout ?? "");
      const lines = problems.map(({ message }: { message: string }) => `error: ${message}\n`).join("");
      assertEquals(result?.stderr, lines);
      return [result?.code, valid, problems.map(({ path, flag }: Record<string, string>) => [path, flag])];
    };
    const epochs = ["training.epochs", "--max-epochs"];
    assertEquals(told(fields), [3, false, [epochs, ["execution.threads", "--threads"]]]);
    assertEquals(told(silent), [3, false, [epochs]]);
    for (const result of [test, flag, broken, size]) assertEquals(told(result), [1, false, [[undefined, undefined]]]);
    assertMatch(
      size?.stderr ?? "",
      /patterns have 64 pixels a side: data\.patchSize \(--patch-size\) is 128; leave it /,
    );
    assertEquals(flag?.stderr, "error: Cannot read a.npz as there is no such file\n");
    assertMatch(
      away?.stderr ?? "",
      /^error: Cannot read a\.npz as there is no such file in .*, where the command is run/,
    );
    assertEquals([away?.code, away?.stdout], [1, ""]);
  });
});

Deno.test("config explain, schema and validate tell people and programs the same", async () => {
  await withTempDir(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/sections.json`, JSON.stringify(SECTIONS));
    const flags = ["--config", "sections.json", "--max-epochs", "5", "--set", "training.seed=8", "--logger", "none"];
    const [text, json, all, schema, valid, wrong] = await exitwaveEach(cwd, [
      ["config", "explain", ...flags],
      ["config", "explain", ...flags, "--json"],
      ["config", "explain", "--all"],
      ["config", "schema"],
      ["config", "validate", ...flags],
      ["config", "validate", "--max-epochs", "0"],
    ]);
    assertEquals(text?.stdout.trimEnd().split("\n"), [
      "model.filterScale  0.125  (config, over 2 by default)",
      "training.epochs    5  (flag, over 3 from config, over 50 by default)",
      "training.seed      8  (override, over 7 from config, over 42 by default)",
      'execution.logger   ["none"]  (flag, over ["csv"] by default)',
    ]);
    const payload = createTrainingPayload(SECTIONS, {
      override: { training: { seed: 8 } },
      flag: { training: { epochs: 5 }, execution: { logger: ["none"] } },
    });
    assertEquals(JSON.parse(json?.stdout ?? ""), payload.overrides as unknown);
    const trained = fields.filter(({ section }) => section !== "import");
    assertEquals(all?.stdout.trimEnd().split("\n").length, trained.length);
    assertEquals(JSON.parse(schema?.stdout ?? ""), JSON.parse(JSON.stringify(configJsonSchema())));
    assertEquals(valid?.stdout, `Valid: scientific fingerprint ${payload.fingerprints.scientific}\n`);
    assertEquals(wrong?.code, 3);
    assert([text, json, all, schema, valid].every((result) => result?.code === 0 && result.stderr === ""));
  });
});

Deno.test("config explain tells the line of a script that set a value, and so do errors", async () => {
  await withTempDir(async (cwd) => {
    await Deno.mkdir(`${cwd}/my runs`);
    const script = `import { execution, model, training } from "@exitwave/exitwave";
export default () => ({
  model: model().filterScale(0.5),
  training: { epochs: 3 },
  execution: execution()
    .accumulate({ 0: 1, 10: 4 })
    .threads(0),
});`;
    await Deno.writeTextFile(`${cwd}/my runs/long.ts`, script.replace("threads(0)", "threads(3)"));
    await Deno.writeTextFile(`${cwd}/wrong.ts`, script);
    const [text, dry, all, wrong, elsewhere] = await exitwaveEach(cwd, [
      ["config", "explain", "my runs/long.ts", "--threads", "2"],
      ["train", "--config", "my runs/long.ts", "--dry-run"],
      ["config", "explain", "my runs/long.ts", "--all", "--json"],
      ["config", "validate", "wrong.ts"],
      ["config", "validate", `${cwd}/my runs/../wrong.ts`],
    ]);
    assertEquals(text?.stdout.trimEnd().split("\n"), [
      "model.filterScale    0.5  (config (my runs/long.ts:3), over 2 by default)",
      "training.epochs      3  (config, over 50 by default)",
      'training.accumulate  {"0":1,"10":4}  (config (my runs/long.ts:6), over 1 by default)',
      "execution.threads    2  (flag, over 3 from config (my runs/long.ts:7), over null by default)",
    ]);
    assertMatch(
      dry?.stdout ?? "",
      /^model.filterScale = 0.5 {2}\(config \(my runs\/long.ts:3\), over 2 by default\)$/m,
    );
    const places = JSON.parse(all?.stdout ?? "").map(({ at }: { at: string | null }) => at);
    assertEquals(places.filter((at: string | null) => at !== null).length, 3);
    const message =
      "error: Cannot create the training payload as execution.threads (--threads) must be a whole number " +
      "from 1 to 256, or null (null takes as many as there are cores): current value is 0 (set in wrong.ts:7)\n";
    assertEquals([wrong?.code, wrong?.stderr, elsewhere?.stderr], [3, message, message]);
  });
});

/** Files that are no configuration, and what is said of them. */
const BROKEN: Readonly<Record<string, readonly [text: string, code: number, message: RegExp]>> = {
  "throws.ts": [
    '\nthrow new Error("boom\\nbang");',
    1,
    /^error: Cannot run the configuration throws.ts as it fails in line 2: boom$/,
  ],
  "throws_text.ts": ['throw "boom";', 1, /^error: Cannot run the configuration throws_text.ts as it fails: boom$/],
  "syntax.ts": [
    "export default {",
    1,
    /^error: Cannot run the configuration syntax.ts as it fails in line 1: SyntaxError: /,
  ],
  "imports.ts": [
    'import "./nowhere.ts";',
    1,
    /^error: Cannot run the configuration imports.ts as it fails in line 1: Module not found .*nowhere.ts".$/,
  ],
  "silent.ts": ["const a = 1;", 1, /^error: Cannot read the configuration silent.ts as it has no default export: /],
  "number.ts": [
    "export default 3;",
    3,
    /^error: Cannot read the configuration number.ts as its content must be sections or a payload: current value is 3$/,
  ],
  "builder.ts": [
    'import { training } from "@exitwave/exitwave";\nexport default { training: training().epochs(-1).batchSize(0) };',
    3,
    /^error: Cannot .* training.epochs \(--max-epochs\) must be .*\nerror: Cannot .* training.batchSize \(--batch-size\) must be /,
  ],
  "empty.json": [
    "",
    3,
    /^error: Cannot read the configuration empty.json as its content must be JSON \(.*\): current value is ""$/,
  ],
  "cut.json": ['{"training": {"ep', 3, /^error: Cannot read the configuration cut.json as its content must be JSON /],
  "list.json": [
    "[]",
    3,
    /^error: Cannot read the configuration list.json as its content must be sections or a payload: current value is \[\]$/,
  ],
  "section.json": ['{"training": 3}', 3, /^error: Cannot .* training must be an object of fields: current value is 3$/],
  "edited.json": [
    SCRIPTS["payload.json"]?.replace('"epochs":3', '"epochs":4') ?? "",
    3,
    /^error: Cannot read the payload edited.json as fingerprints.payload must be \w+ \(the payload was edited: /,
  ],
  "newer.json": [
    '{"kind": "training", "schemaVersion": 99}',
    3,
    /^error: Cannot read the payload newer.json as schemaVersion must be 1: current value is 99$/,
  ],
};

Deno.test("a configuration file that is none is named, and its problem told without a stack", async (t) => {
  await withTempDir(async (cwd) => {
    for (const [name, [text]] of Object.entries(BROKEN)) await Deno.writeTextFile(`${cwd}/${name}`, text);
    const names = [...Object.keys(BROKEN), "missing.ts", "missing.json", "."];
    const results = await exitwaveEach(cwd, names.map((name) => ["train", "--config", name]));
    for (const [i, [name, [, code, message]]] of Object.entries(BROKEN).entries()) {
      await t.step(name, () => {
        const { stderr = "" } = results[i] ?? {};
        assertMatch(stderr.trimEnd(), message);
        assertEquals(stderr.trimEnd().split("\n").filter((line) => !line.startsWith("error: Cannot ")), []);
        assertEquals([results[i]?.code, results[i]?.stdout], [code, ""]);
      });
    }
    assertEquals(results.slice(-3).map(({ code, stderr }) => `${code} ${stderr}`), [
      "1 error: Cannot read the configuration missing.ts as there is no such file\n",
      "1 error: Cannot read the configuration missing.json as there is no such file\n",
      "1 error: Cannot read the configuration . as it is a directory and holds no run: there is no payload.json\n",
    ]);
  });
});

function shown(result: FinishedLine | undefined): unknown {
  assertEquals([result?.code, result?.stderr], [0, ""]);
  return JSON.parse(result?.stdout ?? "");
}

function scientific(result: FinishedLine | undefined): string {
  assertEquals([result?.code, result?.stderr], [0, ""]);
  return JSON.parse(result?.stdout ?? "").fingerprints.scientific;
}
