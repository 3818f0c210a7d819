/**
 * Every field from every source of the command line, also at its default: it reaches the payload of `train`, `config` and
 * `infer`, or its name is in a warning or an error.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import {
  createTrainingPayload,
  encodeSafetensors,
  type Field,
  fields,
  readWeights,
  selectAccelerator,
} from "@exitwave/exitwave";
import { canonicalJson } from "../../config/values/fingerprint.ts";
import { valueAt } from "../../config/fields/sections.ts";
import { COMMANDS } from "../../cli/commands/commands.ts";
import { commandFlags } from "../../cli/line/command_flags.ts";
import { createModel } from "../../model/create_model.ts";
import { arbitraryValue, companions, hasChoice } from "../config/arbitrary_value.ts";
import { withTempDir } from "../data/temp_dir.ts";
import { exitwaveEach, type FinishedLine } from "./program.ts";

interface Case {
  readonly field: Field;
  readonly value: unknown;
}

/** The default of every field of training and inference, and another value where there is one. */
const CASES: readonly Case[] = fields.filter(({ section }) => section !== "import" && section !== "engine").flatMap(
  (field) => {
    const text = typeof field.defaultValue === "string" || field.type.safeParse("some text").success;
    const candidates = text && field.path !== "execution.checkpointMonitor" ? ["some text"] : [];
    const isOther = (value: unknown): boolean => field.type.safeParse(value).success && !isDefault({ field, value });
    // A few: whether a drawn value is allowed takes a payload to say.
    const drawn = fc.sample(arbitraryValue(field), { numRuns: 6, seed: 8 });
    const other = [...candidates, ...drawn].find(isOther);
    return [{ field, value: field.defaultValue }, ...(other === undefined ? [] : [{ field, value: other }])];
  },
);

function isDefault({ field, value }: Case): boolean {
  return same(field, value, field.defaultValue);
}

function same(field: Field, one: unknown, other: unknown): boolean {
  return canonicalJson(field.type.parse(one)) === canonicalJson(field.type.parse(other));
}

/** A value as it is written on a command line. */
function text(value: unknown): string {
  if (Array.isArray(value)) return value.join(",");
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).map(([epoch, one]) => `${epoch}:${one}`).join(",");
  }
  return String(value);
}

interface Told {
  readonly overrides: readonly { readonly path: string; readonly source: string; readonly isDefault: boolean }[];
}

/** What a line that prints its payload must have made of a field. */
function assertTaken({ field, value }: Case, source: string, result: FinishedLine | undefined): void {
  assertEquals(result?.code, 0, `${field.path} from ${source}: ${result?.stderr}`);
  const payload: Told = JSON.parse(result?.stdout ?? "");
  assert(same(field, valueAt(payload, field.path), value), `${field.path} from ${source}`);
  const record = payload.overrides.find(({ path }) => path === field.path);
  const expected = [source, isDefault({ field, value })];
  assertEquals([record?.source, record?.isDefault], expected, `${field.path} from ${source}`);
}

Deno.test("every field that takes another value than its default is tried with one", () => {
  const tried = (field: Field): boolean => CASES.some((one) => one.field === field && !isDefault(one));
  const fieldsOfRuns = new Set(CASES.map(({ field }) => field));
  assertEquals([...fieldsOfRuns].filter((field) => tried(field) !== hasChoice(field)).map(({ path }) => path), []);
});

Deno.test("train and config take every field from every source", async () => {
  await withTempDir(async (cwd) => {
    const lines: (readonly [Case, string, readonly string[]])[] = [];
    for (const [i, one] of CASES.filter((one) => !isDefault(one)).entries()) {
      const { field, value } = one;
      const beside = `${i}.beside.json`;
      await Deno.writeTextFile(`${cwd}/${beside}`, JSON.stringify(companions(field)));
      const config = JSON.parse(JSON.stringify(companions(field)));
      config[field.section] = { ...config[field.section], [field.name]: value };
      await Deno.writeTextFile(`${cwd}/${i}.json`, JSON.stringify(config));
      await Deno.writeTextFile(`${cwd}/${i}.payload.json`, JSON.stringify(createTrainingPayload(config)));
      const [flag] = field.flags;
      const train = ["train", "--dry-run", "--json", "--config"];
      const reads = field.path === "data.scan" && value !== null ? ["config", "show", "--json", "--config"] : train;
      lines.push(
        [one, "override", [...reads, beside, "--set", `${field.path}=${text(value)}`]],
        [one, "flag", [...reads, beside, `--${flag}=${text(value)}`].filter((word) => word !== `--${flag}=`)],
        [one, "config", [...reads, `${i}.json`]],
        [one, "config", ["config", "show", "--json", `${i}.payload.json`]],
      );
    }
    const results = await exitwaveEach(cwd, lines.map(([, , line]) => line));
    for (const [i, [one, source]] of lines.entries()) assertTaken(one, source, results[i]);
  });
});

Deno.test("train and config take every field at its default from every source", async () => {
  await withTempDir(async (cwd) => {
    const cases = CASES.filter(isDefault);
    // An empty text is a value of notes alone, and written differently.
    const written = cases.filter(({ value }) => text(value) !== "");
    const config: Record<string, Record<string, unknown>> = {};
    for (const { field: { section, name }, value } of cases) (config[section] ??= {})[name] = value;
    await Deno.writeTextFile(`${cwd}/all.json`, JSON.stringify(config));
    await Deno.writeTextFile(`${cwd}/payload.json`, JSON.stringify(createTrainingPayload(config)));
    const train = ["train", "--dry-run", "--json"];
    const lines: readonly (readonly [readonly Case[], string, readonly string[]])[] = [
      [cases, "override", [
        ...train,
        ...cases.flatMap(({ field, value }) => ["--set", `${field.path}=${text(value)}`]),
      ]],
      [written, "flag", [...train, ...written.map(({ field, value }) => `--${field.flags[0]}=${text(value)}`)]],
      [cases, "config", [...train, "--config", "all.json"]],
      [cases, "config", ["config", "show", "--json", "payload.json"]],
    ];
    const results = await exitwaveEach(cwd, lines.map(([, , line]) => line));
    for (const [i, [all, source]] of lines.entries()) for (const one of all) assertTaken(one, source, results[i]);
  });
});

Deno.test("infer takes every field, leaves the network as it is, or says that there is no effect", async () => {
  await withTempDir(async (cwd) => {
    await selectAccelerator("cpu", { threads: 1 });
    const trained = createTrainingPayload({
      model: { filterScale: 0.125 },
      data: { measurement: "intensity", groups: 3, xBounds: [0, 0.5], probeMask: true },
      inference: { padding: 3 },
    });
    const model = createModel(trained, { seed: 1 });
    const metadata = { payload: JSON.stringify(trained) };
    await Deno.writeFile(`${cwd}/net.safetensors`, encodeSafetensors(await readWeights(model), metadata));
    model.dispose();
    const needed = { "model-path": "net.safetensors", "test-data-file": "scan.npz", "output-dir": "out" };
    /** Beside another flag: of two values neither can be preferred. */
    const infer = (given?: string): string[] => [
      ...["infer", "--dry-run", "--json"],
      ...Object.entries(needed).flatMap(([name, value]) => name === given ? [] : [`--${name}`, value]),
    ];
    const known = commandFlags(COMMANDS.find(({ name }) => name === "infer") ?? { own: [], sections: [] } as never);
    // Without a network there is nothing to run: that is wrong usage.
    const runs = CASES.filter(({ field: { path } }) => path !== "inference.modelPath");
    // That flags and --set come to the same, at defaults too, the lines of train prove.
    const lines = runs.map((one): readonly [Case, string, readonly string[]] => {
      const { field, value } = one;
      const [flag] = known.find((other) => other.field?.path === field.path)?.names ?? [];
      return flag === undefined || isDefault(one)
        ? [one, "override", [...infer(), "--set", `${field.path}=${text(value)}`]]
        : [one, "flag", [...infer(flag), `--${flag}=${text(value)}`]];
    });
    const results = await exitwaveEach(cwd, lines.map(([, , line]) => line));
    for (const [i, [one, source]] of lines.entries()) {
      const { field, value } = one;
      const result = results[i];
      const place = `${field.path} = ${text(value)} from ${source}`;
      const ofNetwork = field.section === "model" || field.path === "data.patchSize" || field.path === "data.gridSize";
      if (result?.code !== 0) {
        assertStringIncludes(result?.stderr ?? "", field.name, place);
        assert(ofNetwork || result?.code === 3, `${place}: ${result?.stderr}`);
        assert(!same(field, value, valueAt(trained, field.path)), `${place}: ${result?.stderr}`);
      } else if (!field.readBy.includes("inference")) {
        assertStringIncludes(result.stderr, `warning: ${field.path} = `, place);
        assertMatch(result.stderr, /has no effect as only a training (and a reconstruction )?reads? it/, place);
      } else {
        assertTaken(one, source, result);
        assert(!ofNetwork || same(field, value, valueAt(trained, field.path)), place);
      }
    }
  });
});
