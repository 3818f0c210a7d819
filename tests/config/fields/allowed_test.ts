import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { allowedValues } from "../../../config/fields/allowed.ts";
import { ConfigError, createTrainingPayload, type Field, fields, type SectionsInput } from "@exitwave/exitwave/config";

/** What is refused, and what is said of it. */
const REFUSED: readonly (readonly [SectionsInput, string])[] = [
  [
    { training: { accumulate: 0 } },
    "training.accumulate must be a whole number of at least 1, or one by epoch such as 0:1,10:4: current value is 0",
  ],
  [
    { training: { accumulate: { 0: 1, 10: 0 } } },
    "training.accumulate must be a whole number of at least 1, or one by epoch such as 0:1,10:4: " +
    'current value is {"0":1,"10":0}',
  ],
  [
    { training: { accumulate: { first: 2 } } },
    "training.accumulate must be a whole number of at least 1, or one by epoch such as 0:1,10:4: " +
    'current value is {"first":2}',
  ],
  [
    { training: { accumulate: {} } },
    "training.accumulate must name an epoch at least, such as 0:1,10:4: current value is {}",
  ],
  [
    { execution: { devices: 2 as 1 } },
    "execution.devices must be 1 (a run uses one device: start a run for each): current value is 2",
  ],
  [
    { execution: { strategy: "ddp" as "auto" } },
    'execution.strategy must be auto (a run uses one device: start a run for each): current value is "ddp"',
  ],
  [
    { execution: { precision: "16-mixed" as "mixed" } },
    'execution.precision must be one of float32, mixed (use mixed): current value is "16-mixed"',
  ],
  [
    { execution: { accelerator: "cuda" as "cpu" } },
    'execution.accelerator must be one of auto, cpu, webgpu, gpu (use webgpu): current value is "cuda"',
  ],
  [
    { model: { ampLoss: "total_variation" }, execution: { checkpointMonitor: "poisson_val_loss" } },
    "execution.checkpointMonitor must be one of val_loss, poisson_train_Amp_loss, poisson_val_Amp_loss, or null " +
    '(did you mean poisson_val_Amp_loss?): current value is "poisson_val_loss"',
  ],
];

for (const [sections, message] of REFUSED) {
  Deno.test(`requirement() reads well: ${message.split(":")[0]}, of ${JSON.stringify(sections)}`, () => {
    const error = assertThrows(() => createTrainingPayload(sections), ConfigError);
    assertEquals(error.message, `Cannot create the training payload as ${message}`);
  });
}

Deno.test("requirement() says what null means where 0 or -1 may have been meant to say it", () => {
  const off = fields.filter(({ type, info }) => {
    return !info.pending && type.safeParse(null).success && !type.safeParse(-1).success && type.safeParse(64).success;
  });
  const tried = off.flatMap((field) =>
    [0, -1].filter((value) => !field.type.safeParse(value).success).map((value) => ({ field, value }))
  );
  assert(tried.length > 20);
  for (const { field: { section, name, path }, value } of tried) {
    const sections = { [section]: { [name]: value } } as SectionsInput;
    const error = assertThrows(() => createTrainingPayload(sections), ConfigError, `${path} must be`);
    assertMatch(error.message, /, or null \((.*; )?null \w+ .*\): current value is/, path);
  }
});

/** A number by the bound that a description names, and whether it is allowed. */
function atBounds(text: string): (readonly [value: number, allowed: boolean])[] {
  const bounds = [
    ...text.replace(/from (\S+) to /, "of at least $1 and of at most ")
      .matchAll(/(of at least|above|of at most|below) (-?[\d.e+-]+)/g),
  ];
  return bounds.flatMap(([, words, digits]) => {
    const bound = Number(digits);
    const outwards = words === "of at least" || words === "above" ? -1 : 1;
    return [[bound, words?.startsWith("of at") ?? false], [bound + outwards, false]] as const;
  });
}

Deno.test("allowedValues() says of every field what it accepts: bounds, choices, null, truth, emptiness", () => {
  const accepts = ({ type }: Field, value: unknown): boolean => type.safeParse(value).success;
  for (const field of fields) {
    const { path } = field;
    const text = allowedValues(field);
    assertEquals(text.endsWith(", or null"), accepts(field, null), path);
    assertEquals(text.includes("true or false"), accepts(field, true) && accepts(field, false), path);
    assertEquals(/\bone of |^a list.*one of /.test(text) && accepts(field, "no such choice"), false, path);
    assertEquals(/(^|, or )a (non-empty )?text\b/.test(text), accepts(field, "some text"), path);
    if (accepts(field, "some text")) assertEquals(text.includes("non-empty text"), !accepts(field, ""), path);
    if (/^a (non-empty )?list, each/.test(text)) {
      assertEquals(text.includes("non-empty list"), !accepts(field, []), path);
    }
    if (!/^a (whole )?number/.test(text)) continue;
    for (const [value, allowed] of atBounds(text)) assertEquals(accepts(field, value), allowed, `${path} = ${value}`);
    assertEquals(text.startsWith("a whole number"), !accepts(field, 0.5) && !accepts(field, 1.5), path);
  }
});
