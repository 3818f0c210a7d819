import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  ConfigError,
  createInferencePayload,
  createTrainingPayload,
  execution,
  type SectionArguments,
  type SectionsInput,
  training,
} from "@exitwave/exitwave/config";

/** What is handed over and is no configuration, with the one sentence that says so. */
const WRONG: readonly (readonly [given: unknown, sentence: string])[] = [
  [null, "its content must be sections or a payload: current value is null"],
  [3, "its content must be sections or a payload: current value is 3"],
  [[], "its content must be sections or a payload: current value is []"],
  ["training", 'its content must be sections or a payload: current value is "training"'],
  [training().epochs(3), 'its content must be sections, such as { training: … }: current value is {"training":{'],
  [createTrainingPayload({}), "its content must be sections: of a payload, pass payloadSections(): current value is "],
  [{ training: null }, "training must be an object of fields: current value is null"],
  [{ training: [] }, "training must be an object of fields: current value is []"],
  [{ training: "fast" }, 'training must be an object of fields: current value is "fast"'],
  [{ training: 3n }, "training must be an object of fields: current value is 3n"],
  [{ training: { epochs: 3n } }, "training.epochs must be a whole number of at least 1: current value is 3n"],
  [
    { training: { epochs: () => 3 } },
    "training.epochs must be a whole number of at least 1: current value is a function",
  ],
  [
    { training: { epochs: Symbol("x") } },
    "training.epochs must be a whole number of at least 1: current value is Symbol",
  ],
  [{ training: { toString: 2 } }, "training.toString is not a field: current value is 2"],
  [{ training: { constructor: {} } }, "training.constructor is not a field: current value is {}"],
  [JSON.parse('{"training": {"__proto__": {"epochs": 3}}}'), "training.__proto__ is not a field: current value is {"],
  [JSON.parse('{"__proto__": {"training": {"epochs": 3}}}'), "__proto__ is not a section: current value is {"],
  [
    { training: { sections: null } },
    "training.sections is not a field: current value is null",
  ],
  [
    { training: { sections: {} } },
    "training.sections is not a field: current value is {}",
  ],
  [{ nonsense: training().epochs(3) }, "nonsense is not a section: current value is {"],
  [{ training: { "epochs\nand more": 3 } }, '"training.epochs\\nand more" is not a field'],
  [{ training: { stages: circular() } }, "training.stages must be a list of 3"],
  [
    { training: circular() },
    "training.self is not a field: current value is a value that JSON cannot hold",
  ],
  [
    { training: { epochs: deep() } },
    "training.epochs must be a whole number of at least 1: current value is a value nested",
  ],
  [{ training: training().epochs(deep() as number) }, "training.epochs must be a whole number of at least 1"],
  [{ data: { measurement: "constructor" } }, "data.measurement must be one of amplitude, intensity: current value is"],
];

Deno.test("the factories refuse what is no configuration, in one sentence each", () => {
  const factories: readonly ((sections: SectionsInput) => unknown)[] = [createTrainingPayload, createInferencePayload];
  for (const [given, sentence] of WRONG) {
    for (const create of factories) {
      const { problems, message } = assertThrows(() => create(given as SectionsInput), ConfigError);
      assertEquals(problems.length, 1, message);
      assert(message.includes(` payload as ${sentence}`), message);
      assertEquals(message.split("\n").length, 1);
    }
  }
});

Deno.test("the factories refuse values that JSON cannot hold from a source that loses, too", () => {
  const create = (value: unknown): unknown =>
    createTrainingPayload({ training: { epochs: value as number } }, { flag: { training: { epochs: 5 } } });
  for (const value of [3n, circular(), deep()]) {
    assertThrows(() => create(value), ConfigError, "training.epochs must be a value that JSON can hold");
  }
});

Deno.test("the factories refuse a field that two sections set differently, whatever it is set to", () => {
  const both = (first: number | null, second: number | null): SectionArguments => ({
    training: training().clipGradients(first),
    execution: execution().clipGradients(second),
  });
  assertEquals(createTrainingPayload(both(2, 2)).training.clipGradients, 2);
  assertThrows(
    () => createTrainingPayload(both(null, 2)),
    ConfigError,
    "must be set once (another section sets it to null)",
  );
  assertThrows(
    () => createTrainingPayload(both(2, null)),
    ConfigError,
    "must be set once (another section sets it to 2)",
  );
});

Deno.test("a file with any number of unknown names is refused at once", () => {
  const names = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`epochs${i}`, 1]));
  const { problems } = assertThrows(() => createTrainingPayload({ training: names } as SectionsInput), ConfigError);
  assertEquals([problems.length, problems.at(-1)?.value], [21, 19_980]);
  const long = { training: { ["x".repeat(1e6)]: 1 } } as SectionsInput;
  assert(assertThrows(() => createTrainingPayload(long), ConfigError).message.length < 1000);
});

Deno.test("undefined is what nobody set", () => {
  const payload = createTrainingPayload({
    training: training().learningRate(3),
    execution: { threads: undefined },
    model: undefined,
  } as unknown as SectionsInput);
  assertEquals(payload.overrides.map(({ path }) => path), ["training.learningRate"]);
});

function circular(): unknown {
  const value: Record<string, unknown> = {};
  return Object.assign(value, { self: value });
}

/** Lists in lists, deeper than any stack. */
function deep(): unknown {
  return JSON.parse("[".repeat(100_000) + "]".repeat(100_000));
}
