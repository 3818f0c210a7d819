/** Command line and library judge one configuration alike: random pairs of builders and plain sections, some at odds. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { pathToFileURL } from "node:url";
import { ConfigError, createTrainingPayload, type SectionsInput } from "@exitwave/exitwave/config";
import { withTempDir } from "../data/temp_dir.ts";
import { exitwaveEach } from "./program.ts";

const epochs = fc.integer({ min: -1, max: 3 });
const few = fc.integer({ min: 1, max: 2 });

/** A chain of calls on one builder; several of them set fields of another section, or the same field again. */
function chain(start: string, calls: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.array(fc.oneof(...calls), { maxLength: 3 }).map((chosen) => `${start}()${chosen.join("")}`);
}

const BUILDERS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  data: chain("data", [few.map((n) => `.gridSize(${n})`), few.map((n) => `.neighbors(${n})`)]),
  model: chain("model", [
    fc.constantFrom(".pinn()", ".supervised()", '.loss("mae")', '.loss("poisson")', '.mode("supervised")'),
    few.map((n) => `.filterScale(${n})`),
  ]),
  training: chain("training", [
    epochs.map((n) => `.epochs(${n})`),
    few.map((n) => `.accumulate(${n})`),
    few.map((n) => `.clipGradients(${n})`),
    fc.constantFrom('.scheduler("Default")', '.scheduler("Adaptive")', '.scheduler("MultiStage")'),
  ]),
  execution: chain("execution", [
    few.map((n) => `.accumulate(${n})`),
    few.map((n) => `.clipGradients(${n})`),
    few.map((n) => `.learningRate(${n})`),
    few.map((n) => `.earlyStop({ patience: ${n} })`),
    fc.constantFrom('.scheduler("Default")', '.scheduler("MultiStage")', ".checkpointMonitor(null)", ".logger([])"),
  ]),
};

const PLAIN: Readonly<Record<string, fc.Arbitrary<string>>> = {
  data: fc.constantFrom("{ gridSize: 2 }", "{ measurment: 3 }", "null", "undefined"),
  model: fc.constantFrom('{ mode: "supervised" }', '{ loss: "mae" }', "[]", "{ sections: null }"),
  training: fc.constantFrom(
    "{ epochs: 3 }",
    "{ epochs: 3n }",
    "{ accumulate: { 0: 1, 4: 2 } }",
    "{ toString: 2 }",
    "3",
  ),
  execution: fc.constantFrom('{ logger: ["csv", "csv"] }', "{ threads: undefined }", "{ threads: null }", '"fast"'),
};

/** Sections of a script, some of them in another's place. */
const sections = fc.uniqueArray(fc.constantFrom(...Object.keys(BUILDERS)), { minLength: 1 }).chain((names) =>
  fc.tuple(...names.map((name) => {
    const anything = fc.oneof(...Object.values(BUILDERS));
    const value = fc.oneof(
      { weight: 6, arbitrary: BUILDERS[name] ?? anything },
      { weight: 3, arbitrary: PLAIN[name] ?? anything },
      { weight: 1, arbitrary: anything },
    );
    return value.map((text) => `  ${name}: ${text},`);
  }))
).map((lines) => `export default {\n${lines.join("\n")}\n};`);

Deno.test("config show makes of a script what createTrainingPayload() makes of it, or refuses it for the same reasons", async () => {
  await withTempDir(async (cwd) => {
    const scripts = fc.sample(sections, { numRuns: 60, seed: 6 });
    const head = `import { data, execution, model, training } from "@exitwave/exitwave";\n`;
    const names = scripts.map((_, i) => `${i}.ts`);
    for (const [i, text] of scripts.entries()) await Deno.writeTextFile(`${cwd}/${i}.ts`, head + text);
    const results = await exitwaveEach(cwd, names.map((name) => ["config", "show", name, "--json", "--quiet"]));
    const refused = { of: 0 };
    for (const [i, name] of names.entries()) {
      const { default: given } = await import(pathToFileURL(`${cwd}/${name}`).href);
      const { code, stdout, stderr } = results[i] ?? {};
      const expected = judged(given);
      const problems = stderr?.trimEnd().split("\n").map((line) => line.replace(/^error: /, ""));
      const told = code === 0 ? JSON.parse(stdout ?? "") : problems?.map(withoutPlace);
      assertEquals(told, expected, scripts[i]);
      if (code !== 0) refused.of++;
    }
    assert(refused.of > 10 && refused.of < 50, `${refused.of} of ${names.length} are refused`);
  });
});

/** A payload as JSON, or the problems without the places that the two name in different ways, and without flags. */
function judged(given: SectionsInput): unknown {
  try {
    return JSON.parse(JSON.stringify(createTrainingPayload(given)));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split("\n").map(withoutPlace);
  }
}

function withoutPlace(line: string): string {
  return line.replace(/ \(set in .*\)$/, "").replaceAll(/ \(--[a-z0-9-]+\)/g, "").replaceAll(/\(--[a-z0-9-]+, /g, "(");
}
