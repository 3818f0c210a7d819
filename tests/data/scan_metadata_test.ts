import { assertEquals, assertRejects } from "@std/assert";
import { openArrays } from "../../data/formats/open/open_arrays.ts";
import { realArray, textScalar, type WritableArray } from "../../data/formats/npy_encode.ts";
import { writeNpz } from "../../data/formats/write_npz.ts";
import { type PhotonsFound, scanPhotons } from "../../data/scan_metadata.ts";
import { python, runPython } from "./formats/numpy.ts";
import { withTempDir } from "./temp_dir.ts";

async function photonsOf(path: string): Promise<PhotonsFound> {
  await using file = await openArrays(path);
  return await scanPhotons(file);
}

const REMEDY = "set data.photons (--nphotons), or write it with json.dumps()";
const NO_TEXT = `_metadata is no JSON text that can be read and was ignored: ${REMEDY}`;

function told(value: string): string {
  return `nphotons in _metadata is ${value}, not a number above 0, and was ignored: ${REMEDY}`;
}

function parameters(nphotons: string): WritableArray {
  return textScalar(`{"physics_parameters": {"nphotons": ${nphotons}, "defocus": NaN}}`);
}

const elsewhere =
  " in _metadata was ignored, as physics_parameters.nphotons is read: set data.photons (--nphotons), or " +
  "write it with json.dumps()";

Deno.test("scanPhotons() reads photons, or says why it does not, whatever the metadata are", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npz`;
    const cases: [WritableArray, number | null, string | null][] = [
      [parameters("1e6"), 1e6, null],
      [parameters('"1e9"'), 1e9, null],
      [parameters("[1e9]"), 1e9, null],
      [textScalar("{'physics_parameters': {'nphotons': 5.0, 'note': None}}"), 5, null],
      [realArray(new TextEncoder().encode('{"physics_parameters": {"nphotons": 7}}')), 7, null],
      [parameters('"many"'), null, told('"many"')],
      [parameters('""'), null, told('""')],
      [parameters("0"), null, told("0")],
      [parameters("-1"), null, told("-1")],
      [parameters("NaN"), null, told("NaN")],
      [parameters("Infinity"), null, told("Infinity")],
      [parameters("null"), null, told("null")],
      [parameters("true"), null, told("true")],
      [parameters("[1, 2]"), null, told("a list of 2")],
      [parameters("{}"), null, told("a dictionary")],
      [parameters('" 2.5e3 "'), 2500, null],
      [parameters('"0x10"'), null, told('"0x10"')],
      [parameters("1e300"), null, told("1e+300").replace("not a number above 0", "more than 1e+30")],
      [textScalar('{"nphotons": 1e9}'), null, `nphotons${elsewhere}`],
      [textScalar('{"physics_parameters": {"nPhotons": 1e9}}'), null, `physics_parameters.nPhotons${elsewhere}`],
      [textScalar('{"physics_parameters": {"nphotons": "\\u001b[2J"}}'), null, told('"\\x1b[2J"')],
      [textScalar('{"physics_parameters": null}'), null, null],
      [textScalar("[1]"), null, null],
      [textScalar("{photons: 1}"), null, NO_TEXT],
      [textScalar("[".repeat(1000)), null, NO_TEXT],
      [realArray(Float32Array.of(1)), null, NO_TEXT],
      [realArray(Uint8Array.of(0xff, 0xfe)), null, NO_TEXT],
      [realArray(new Float32Array(2 << 20)), null, NO_TEXT],
    ];
    for (const [metadata, photons, warning] of cases) {
      await writeNpz(path, { _metadata: metadata });
      assertEquals(await photonsOf(path), { photons, warning });
    }
  }));

Deno.test("scanPhotons() does not take damage for metadata that cannot be read", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npz`;
    await writeNpz(path, { _metadata: parameters("1e6") });
    const good = await Deno.readFile(path);
    // The name has 41 bytes with its header, the array's own header 128; then come the characters.
    for (const at of [41, 60, 70, 90, 41 + 128, 41 + 128 + 4]) {
      await Deno.writeFile(path, good.map((byte, i) => i === at ? byte ^ 4 : byte));
      await assertRejects(
        () => photonsOf(path),
        Error,
        `Cannot read _metadata.npy in ${path} as its bytes are damaged`,
      );
    }
  }));

Deno.test({
  name: "scanPhotons() reads metadata as Python writes them: bytes, UTF-8 and NaN",
  ignore: python === null,
  fn: () =>
    withTempDir(async (directory) => {
      const program = `
import json, sys, numpy as np
text = json.dumps({"physics_parameters": {"nphotons": 12345.0, "defocus": float("nan")}, "note": "größe"}, ensure_ascii=False)
metadata = {"bytes": np.array(text.encode()), "list of bytes": np.array([text.encode()]), "characters": np.array(text),
            "object": np.array(text, dtype=object), "buffer": np.frombuffer(text.encode(), dtype=np.uint8)}[sys.argv[2]]
np.savez(sys.argv[1], _metadata=metadata)
`;
      const path = `${directory}/a.npz`;
      for (const kind of ["bytes", "list of bytes", "characters", "object", "buffer"]) {
        await runPython(program, path, kind);
        assertEquals(await photonsOf(path), { photons: 12345, warning: null }, kind);
      }
    }),
});
