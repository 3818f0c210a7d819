import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { withTempDir } from "../data/temp_dir.ts";
import { exitwave, exitwaveEach, type FinishedLine } from "./program.ts";

/** Names with characters that mean something in URLs, and in nothing else. */
const STRANGE = ["lr#2.ts", "what?.ts", "r%41.ts", "50%.ts", "größe 1.ts", "a&b=c;d.ts", "%2e%2e.ts", "x#y?z%23.json"];

function epochsOf(result: FinishedLine | undefined): unknown {
  assertEquals([result?.code, result?.stderr], [0, ""]);
  return JSON.parse(result?.stdout ?? "").training.epochs;
}

Deno.test("a configuration is the file of its path, whatever characters that has, and no other", async () => {
  await withTempDir(async (cwd) => {
    for (const folder of ["a#b", "a", "c?d", "c", "e%66", "ef"]) await Deno.mkdir(`${cwd}/${folder}`);
    // What a path would name if it were taken for a URL.
    for (const decoy of ["lr", "what", "rA.ts", "a/run.ts", "c/run.ts", "ef/run.ts"]) {
      await Deno.writeTextFile(`${cwd}/${decoy}`, 'throw new Error("another script ran");').catch(() => undefined);
    }
    const names = [...STRANGE, "a#b/run.ts", "c?d/run.ts", "e%66/run.ts"];
    for (const [i, name] of names.entries()) {
      const text = `{ "training": { "epochs": ${i + 1} } }`;
      await Deno.writeTextFile(`${cwd}/${name}`, name.endsWith(".json") ? text : `export default ${text};`);
    }
    const relative = await exitwaveEach(cwd, names.map((name) => ["config", "show", name, "--json"]));
    assertEquals(relative.map(epochsOf), names.map((_, i) => i + 1));
    const absolute = await exitwaveEach("/", names.map((name) => ["config", "show", `${cwd}/${name}`, "--json"]));
    assertEquals(absolute.map(epochsOf), names.map((_, i) => i + 1));
  });
});

Deno.test("a configuration is found in a working directory of any name, and its lines are told by name", async () => {
  await withTempDir(async (parent) => {
    for (const folder of ["a#b", "what?", "e%66", "ü %"]) {
      const cwd = `${parent}/${folder}`;
      await Deno.mkdir(cwd);
      const script =
        'import { training } from "@exitwave/exitwave";\nexport default {\n  training: training().epochs(0),\n};';
      await Deno.writeTextFile(`${cwd}/run #1?.ts`, script);
      await Deno.writeTextFile(`${cwd}/fails.ts`, '\n\nthrow new Error("boom");');
      const [wrong, fails] = await exitwaveEach(cwd, [["config", "show", "run #1?.ts"], [
        "config",
        "show",
        "fails.ts",
      ]]);
      assertEquals(wrong?.code, 3);
      assertStringIncludes(wrong?.stderr ?? "", "current value is 0 (set in run #1?.ts:3)");
      assertEquals(fails?.stderr, "error: Cannot run the configuration fails.ts as it fails in line 3: boom\n");
    }
  });
});

/** Lists in lists, deeper than any stack. */
const DEEP = "[".repeat(100_000) + "]".repeat(100_000);

/** Files that are nearly configurations, with what is said of them. */
const NEARLY: Readonly<Record<string, readonly [text: string, code: number, message: RegExp]>> = {
  "run.yaml": [
    "training:\n  epochs: 3\n",
    1,
    /as it is YAML: write it as a script \(\.ts, \.js\) or as JSON \(\.json\)$/,
  ],
  "run.YML": ["training: {}", 1, /as it is YAML: /],
  "run.jsonc": ["// a comment\n{}", 1, /as it is JSON with comments: write it as a script \(\.ts, \.js\) or as JSON/],
  "no_ending": ["{}", 1, /no_ending as it is no script or JSON by its name: write it as a script /],
  "scan.npz": ["PK", 1, /scan\.npz as it is no script or JSON by its name: write it as a script /],
  "schema.json": ['{"$schema": 3}', 3, /\$schema must be the address of a JSON schema: current value is 3$/],
  "schema_within.json": ['{"training": {"$schema": "x"}}', 3, /training\.\$schema is not a field/],
  "run.toml": ["[training]\nepochs = 3\n", 1, /as it is TOML: /],
  "comma.json": [
    '{"training": {"epochs": 3,\n}}',
    3,
    /comma\.json as its content must be JSON \(.*\): current value is /,
  ],
  "deep.json": [DEEP, 3, /deep\.json as its content must be JSON \(it nests deeper /],
  "deep_field.json": [`{"training": {"epochs": ${DEEP}}}`, 3, /must be JSON \(it nests deeper than 64 levels\)/],
  "deep_payload.json": [
    `{"kind": "training", "schemaVersion": 1, "extra": ${DEEP}}`,
    3,
    /must be JSON \(it nests deeper /,
  ],
  "deep.ts": [
    `export default { training: { epochs: JSON.parse("${DEEP}") } };`,
    3,
    /training\.epochs \(--max-epochs\) must be a whole number of at least 1: current value is a value nested too deeply to show$/,
  ],
  "deep_payload.ts": [
    `export default { kind: "training", schemaVersion: 1, overrides: JSON.parse("${DEEP}") };`,
    3,
    /its content must be JSON, nested no deeper than a payload is/,
  ],
  "null.json": ['{"training": null}', 3, /training must be an object of fields: current value is null$/],
  "sections.json": ['{"training": {"sections": null}}', 3, /training\.sections is not a field/],
  "builder.json": [
    '{"training": {"section": "training", "sections": {"training": {"epochs": "x"}}}}',
    3,
    /training\.epochs \(--max-epochs\) must/,
  ],
  "kind.json": [
    '{"kind": {"toString": 1}}',
    3,
    /kind must be "training" or "inference" \(this JSON is not a payload\)/,
  ],
  "proto.json": ['{"__proto__": {"training": {"epochs": 3}}}', 3, /__proto__ is not a section/],
  "to_string.ts": ["export default { training: { toString: 2 } };", 3, /training\.toString is not a field/],
  "bigint.ts": [
    "export default { training: { epochs: 3n } };",
    3,
    /training\.epochs \(--max-epochs\) must be .*: current value is 3n$/,
  ],
  "circular.ts": [
    "const training = {}; training.epochs = training; export default { training };",
    3,
    /training\.epochs \(--max-epochs\) must be .*: current value is a value that JSON cannot hold, such as one that contains itself$/,
  ],
  "circular_payload.ts": [
    'const payload = { kind: "training", schemaVersion: 1 }; payload.overrides = [payload]; export default payload;',
    3,
    /its content must be JSON, nested no deeper than a payload is/,
  ],
  "bigint_payload.ts": [
    'export default { kind: "training", schemaVersion: 1, metrics: 3n };',
    3,
    /its content must be JSON, nested no deeper than a payload is/,
  ],
  "lone.ts": [
    'import { training } from "@exitwave/exitwave";\nexport default training().epochs(3);',
    3,
    /lone\.ts as its content must be sections, such as \{ training: … \}: current value is \{"training":\{"epochs":3\}\}$/,
  ],
  "method.ts": [
    'import { training } from "@exitwave/exitwave";\nexport default training;',
    3,
    /method\.ts as its content must be sections, such as \{ training: … \}: current value is \{\}$/,
  ],
  "wrong_builder.ts": [
    'import { model } from "@exitwave/exitwave";\nexport default { data: model().supervised() };',
    3,
    /data must be built by data\(\) and not by model\(\): current value is \{"model":\{/,
  ],
  "twice.ts": [
    'import { execution, training } from "@exitwave/exitwave";\n' +
    "export default { training: training().accumulate(2), execution: execution().accumulate(4) };",
    3,
    /training\.accumulate \(--accumulate-grad-batches\) must be set once \(another section sets it to 2\): current value is 4 \(set in twice\.ts:2\)$/,
  ],
  "map.ts": [
    'export default new Map([["training", { epochs: 3 }]]);',
    3,
    /map\.ts as its content must be sections or a payload: current value is an instance of Map$/,
  ],
  "map_section.ts": [
    'export default { training: new Map([["epochs", 3]]) };',
    3,
    /training must be an object of fields: current value is an instance of Map$/,
  ],
  "class.ts": [
    "class Run { get training() { return { epochs: 3 }; } }\nexport default new Run();",
    3,
    /class\.ts as its content must be sections or a payload: current value is an instance of Run$/,
  ],
  "getter.ts": [
    'export default {\n  get training() {\n    throw new Error("two\\nlines");\n  },\n};',
    1,
    /getter\.ts as it fails in line 3: two$/,
  ],
  "getter_of_field.ts": [
    'export default { training: { get epochs() { throw new Error("no epochs"); } } };',
    1,
    /getter_of_field\.ts as it fails in line 1: no epochs$/,
  ],
  "proxy.ts": [
    'export default new Proxy({}, { ownKeys() { throw new Error("no keys"); } });',
    1,
    /proxy\.ts as it fails in line 1: no keys$/,
  ],
  "proxy_has.ts": [
    'export default new Proxy({}, { has() { throw new Error("has nothing"); } });',
    1,
    /proxy_has\.ts as it fails in line 1: has nothing$/,
  ],
  "twice.json": [
    '{"training": {"epochs": 3, "seed": 1, "epochs": 5}}',
    3,
    /twice\.json as its content must set training\.epochs \(--max-epochs\) once: current value is /,
  ],
  "empty_scan.json": [
    '{"data": {"scan": ""}}',
    3,
    /data\.scan \(--train-data-file\) must be a non-empty text, or a non-empty list, .*, or null: current value is ""$/,
  ],
  "throws.ts": ["throw { toString: 1 };", 1, /as it fails: \{"toString":1\}$/],
};

Deno.test("what is nearly a configuration is refused in one sentence that names the file or the field", async (t) => {
  await withTempDir(async (cwd) => {
    for (const [name, [text]] of Object.entries(NEARLY)) await Deno.writeTextFile(`${cwd}/${name}`, text);
    const results = await exitwaveEach(cwd, Object.keys(NEARLY).map((name) => ["train", "--config", name]));
    for (const [i, [name, [, code, message]]] of Object.entries(NEARLY).entries()) {
      await t.step(name, () => {
        const { stderr = "" } = results[i] ?? {};
        const [line = "", ...more] = stderr.trimEnd().split("\n");
        assertMatch(line, message);
        assertMatch(line, /^error: Cannot /);
        assertEquals([results[i]?.code, more], [code, []]);
      });
    }
  });
});

/** Every way to print. */
const PRINTS_ALL = `import process from "node:process";
import { log } from "node:console";
console.table([{ a: 1 }]);
console.dir({ dir: 1 });
console.dirxml({ xml: 1 });
console.count("count");
console.count("count");
console.time("timer");
console.timeLog("timer");
console.timeEnd("timer");
console.trace("t");
console.group("outer");
console.log("inner");
console.groupEnd();
log("node %d", 1);
process.stdout.write("raw\\n");
export default { training: { epochs: 3 } };`;

Deno.test("what a configuration prints goes to standard error, and what fails in it later is one line", async () => {
  await withTempDir(async (cwd) => {
    const files = {
      "prints.ts": 'console.log("from the script");\nexport default { training: { epochs: 3 } };',
      "timer.ts": 'setTimeout(() => { throw new Error("a timer\\nfailed"); });\nexport default () => never();\n' +
        "const never = () => new Promise((resolve) => setTimeout(resolve, 60_000));",
      "rejects.ts":
        'Promise.reject(new Error("unheard"));\nexport default () => new Promise((go) => setTimeout(go, 60_000));',
    };
    for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(`${cwd}/${name}`, text);
    await Deno.writeTextFile(`${cwd}/prints_all.ts`, PRINTS_ALL);
    const all = await exitwave(cwd, ["config", "show", "prints_all.ts", "--json"]);
    assertEquals(JSON.parse(all.stdout).training.epochs, 3);
    for (
      const printed of [
        "│ 0 ",
        "{ dir: 1 }",
        "{ xml: 1 }",
        "count: 2",
        "timer: ",
        "Trace: t",
        "  inner",
        "node 1",
        "raw",
      ]
    ) {
      assertStringIncludes(all.stderr, printed);
    }
    const prints = await exitwave(cwd, ["config", "show", "prints.ts", "--json"]);
    assertEquals([JSON.parse(prints.stdout).training.epochs, prints.stderr], [3, "from the script\n"]);
    const timer = await exitwave(cwd, ["train", "--config", "timer.ts"]);
    const why = "error: Cannot go on as what nothing waited for failed: ";
    assertEquals([timer.code, timer.stderr], [1, `${why}a timer failed\n`]);
    const rejects = await exitwave(cwd, ["train", "--config", "rejects.ts"]);
    assertEquals([rejects.code, rejects.stderr], [1, `${why}unheard\n`]);
  });
});

Deno.test("a JSON file may begin with a byte order mark", async () => {
  await withTempDir(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/bom.json`, '\uFEFF{"training": {"epochs": 3}}');
    const [result] = await exitwaveEach(cwd, [["config", "show", "bom.json", "--json"]]);
    assertEquals(epochsOf(result), 3);
  });
});

Deno.test("a JSON file, or a script that imports one, may name its schema for editors, which allows that", async () => {
  await withTempDir(async (cwd) => {
    const text = '{"$schema": "./exitwave.schema.json", "training": {"epochs": 3}}';
    await Deno.writeTextFile(`${cwd}/run.json`, text);
    await Deno.writeTextFile(`${cwd}/run.ts`, `export { default } from "./run.json" with { type: "json" };`);
    const [json, script, schema] = await exitwaveEach(cwd, [
      ["config", "show", "run.json", "--json"],
      ["config", "show", "run.ts", "--json"],
      ["config", "schema", "--json"],
    ]);
    assertEquals([epochsOf(json), epochsOf(script)], [3, 3]);
    assertEquals(json?.stdout, script?.stdout);
    assertEquals(JSON.parse(schema?.stdout ?? "").properties.$schema.type, "string");
  });
});
