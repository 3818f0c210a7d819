import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import {
  ConfigError,
  createImportPayload,
  createTrainingPayload,
  fields,
  importer,
  parseImport,
  parsePayload,
} from "@exitwave/exitwave/config";
import fc from "fast-check";
import { completeImport, foundOfNamed } from "../../config/import_payload.ts";
import { arbitraryValue, sectionsWith } from "./arbitrary_value.ts";

const FIELDS = fields.filter(({ section }) => section === "import");

for (const field of FIELDS) {
  Deno.test(`${field.path} obeys the precedence of sources, is audited, and a payload of it is read back`, () => {
    const { path } = field;
    fc.assert(
      fc.property(arbitraryValue(field), (value) => {
        const other = field.defaultValue;
        const payload = createImportPayload({ import: importer() }, {
          flag: sectionsWith(field, value),
          dataset: sectionsWith(field, other),
        });
        assertEquals(payload.import[field.name as "bin"], JSON.parse(JSON.stringify(value)));
        const [record] = payload.overrides.filter((one) => one.path === path);
        assertEquals([record?.source, record?.replaced.map(({ source }) => source)], ["flag", ["dataset", "default"]]);
        assertEquals(parseImport(JSON.parse(JSON.stringify(payload))), payload);
      }),
      { numRuns: 5, seed: 3 },
    );
  });
}

Deno.test("createImportPayload() refuses what contradicts itself, field by field", () => {
  const wrong: readonly (readonly [section: Parameters<typeof createImportPayload>[0]["import"], message: RegExp])[] = [
    [importer().energy(8800).wavelength(1e-10), /import\.wavelength must be null where import\.energy is given/],
    [importer().crop({ size: 100 }).bin(3), /import\.bin must divide import\.crop \(100\)/],
    [importer().crop(128).pad(64), /import\.pad must be at least the side that crop and bin leave \(128\)/],
    [importer().positions("scan").xPositions("x").yPositions("y"), /import\.positions must be null where/],
    [importer().xPositions("x"), /import\.yPositions must be given where import\.xPositions is/],
    [importer().xColumn(1).yColumn(1), /import\.yColumn must be another column/],
    [importer().xBounds([0.5, 0.5]), /import\.xBounds must rise/],
    [importer().frames("a few"), /import\.frames must be numbers and slices .* "a few"/],
    [{ bin: 0 }, /import\.bin must be a whole number of at least 1/],
  ];
  for (const [section, message] of wrong) {
    assertMatch(assertThrows(() => createImportPayload({ import: section }), ConfigError).message, message);
  }
  assertEquals(createImportPayload({ import: importer().crop(128).bin(2).pad(64) }).warnings, []);
});

Deno.test("completeImport() takes what was found where nobody said anything else, null being nothing", () => {
  const payload = createImportPayload({ import: importer().units("um").distance(null) }, {
    flag: { import: { crop: null, bin: 2 } },
  });
  const complete = completeImport(payload, { units: "m", distance: 1.9, crop: 128, bin: 1, energy: 8800 });
  const { units, distance, crop, bin, energy } = complete.import;
  assertEquals([units, distance, crop, bin, energy], ["um", 1.9, 128, 2, 8800]);
  const sources = Object.fromEntries(complete.overrides.map(({ path, source }) => [path, source]));
  assertEquals(sources["import.distance"], "dataset");
  assertEquals(sources["import.units"], "config");
  assertEquals(completeImport(complete, {}).import, complete.import);
});

Deno.test("foundOfNamed() leaves nothing that was found of a dataset where another one is named", () => {
  const named = createImportPayload({ import: importer().positions("mine").wavelength(1e-10) });
  const found = { positions: "theirs", units: "m", xColumn: 1, yColumn: 0, energy: 8800, mask: "mask" } as const;
  const { import: taken } = completeImport(named, foundOfNamed(named, found));
  assertEquals([taken.positions, taken.units, taken.xColumn, taken.energy, taken.mask], [
    ...["mine", null, null, null, "mask"],
  ]);
  const same = createImportPayload({ import: importer().positions("/theirs") });
  assertEquals(foundOfNamed(same, found).units, "m");
});

Deno.test("a training and an import keep their fields and payloads apart", () => {
  const warned =
    createImportPayload({}, { override: { training: { epochs: 3 }, data: { measurement: "amplitude" } } }).warnings;
  assertEquals(warned, [
    'data.measurement = "amplitude" has no effect as only a training, an inference and a reconstruction read it: set ' +
    "import.measurement",
    "training.epochs = 3 has no effect as only a training reads it",
  ]);
  const training = createTrainingPayload({ import: importer().bin(2) });
  assertEquals(training.warnings, ["import.bin = 2 has no effect as only an import reads it"]);
  assertEquals(Object.keys(training).includes("import"), false);
  assertThrows(() => parsePayload(JSON.parse(JSON.stringify(createImportPayload({})))), ConfigError, "of another kind");
  assertThrows(() => parseImport(JSON.parse(JSON.stringify(training))), ConfigError, 'must be "import"');
});

Deno.test("completeImport() records what was decided above the word that asked for it", () => {
  const asked = createImportPayload({}, { flag: { import: { orientation: "auto", energy: 8800 } } });
  const complete = completeImport(asked, { wavelength: 1e-10 }, { orientation: "flip_x" });
  assertEquals([complete.import.orientation, complete.import.energy, complete.import.wavelength], [
    "flip_x",
    8800,
    null,
  ]);
  const record = complete.overrides.find(({ path }) => path === "import.orientation");
  assertEquals([record?.source, record?.replaced[0]], ["override", { value: "auto", source: "flag" }]);
});
