/**
 * Files as they come in from cut transfers, other programs and broken detectors.
 *
 * @module
 */
import { simulateScan } from "../../data/simulation/simulate.ts";
import { complexArray, realArray, type WritableArray } from "../../data/formats/npy_encode.ts";
import { writeNpz } from "../../data/formats/write_npz.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { decodeSafetensors, encodeSafetensors, type NamedArray } from "../../data/formats/safetensors.ts";

const N = 64;

/** Writes `scan.npz`, which is good, and scans that are not, each named after what is wrong. */
export async function writeScans(directory: string): Promise<void> {
  const scan = simulateScan({ patchSize: N, patterns: 6, seed: 1 });
  await writeScan(`${directory}/scan.npz`, scan);
  const { count, amplitude, x, y, probe, object } = scan;
  if (!object) throw new Error("Cannot write scans as the simulation has no object");
  const good = {
    diffraction: realArray(amplitude, [count, N, N]),
    xcoords: realArray(x, [count]),
    ycoords: realArray(y, [count]),
    probeGuess: complexArray(probe, [N, N]),
    objectGuess: complexArray(object, [object.height, object.width]),
  };
  const write = (name: string, arrays: Record<string, WritableArray>): Promise<void> => {
    return writeNpz(`${directory}/${name}.npz`, arrays);
  };
  const half = { re: probe.re.slice(0, N * N / 2), im: probe.im.slice(0, N * N / 2) };
  const flat = object.re.length;
  await Promise.all([
    ...badBytes(directory, "npz", await Deno.readFile(`${directory}/scan.npz`)),
    write("keys", { foo: realArray(new Float32Array(4), [2, 2]) }),
    write("flat_patterns", { ...good, diffraction: realArray(amplitude, [count * N, N]) }),
    write("half_probe", { ...good, probeGuess: complexArray(half, [N / 2, N]) }),
    write("flat_object", { ...good, objectGuess: complexArray(object, [flat]) }),
    write("few_positions", { ...good, xcoords: realArray(x.slice(1), [count - 1]) }),
    write("nan_patterns", {
      ...good,
      diffraction: realArray(new Float32Array(amplitude.length).fill(NaN), [count, N, N]),
    }),
    write("nan_probe", { ...good, probeGuess: complexArray({ ...probe, re: probe.re.map(() => NaN) }, [N, N]) }),
    write("nan_object", {
      ...good,
      objectGuess: complexArray({ ...object, im: object.im.map(() => NaN) }, [object.height, object.width]),
    }),
    write("nan_positions", { ...good, ycoords: realArray(y.map(() => NaN), [count]) }),
    write("dark", { ...good, diffraction: realArray(new Float32Array(amplitude.length), [count, N, N]) }),
    Deno.mkdir(`${directory}/folder.npz`),
  ]);
}

/** Writes checkpoints that are not good, from one that is. */
export async function writeCheckpoints(directory: string, checkpoint: string): Promise<void> {
  const bytes = await Deno.readFile(checkpoint);
  // Without its digest, which would catch all of them, a file is one of another program.
  const { arrays, metadata: { digest: _digest, ...metadata } } = decodeSafetensors(bytes);
  const write = (name: string, change: (name: string, array: NamedArray) => NamedArray | null): Promise<void> => {
    const changed = [...arrays].flatMap(([key, array]) => {
      const other = change(key, array);
      return other ? [[key, other] as const] : [];
    });
    return Deno.writeFile(`${directory}/${name}.safetensors`, encodeSafetensors(new Map(changed), metadata));
  };
  const edited = { ...metadata, payload: (metadata.payload ?? "").replace('"batchSize":4', '"batchSize":5') };
  const foreign = encodeSafetensors(arrays, {});
  await Promise.all([
    ...badBytes(directory, "safetensors", bytes),
    write("fewer", (key, array) => key.endsWith(".bias") ? null : array),
    write("shapes", (_, { data }) => ({ data, shape: [data.length] })),
    write("nan", (_, { shape, data }) => ({ shape, data: data.map(() => NaN) })),
    Deno.writeFile(`${directory}/edited.safetensors`, encodeSafetensors(arrays, edited)),
    Deno.writeFile(`${directory}/foreign.safetensors`, foreign),
    Deno.mkdir(`${directory}/folder.safetensors`),
    Deno.mkdir(`${directory}/fresh.safetensors/checkpoints`, { recursive: true }),
  ]);
}

// --- internal ---

function badBytes(directory: string, suffix: string, good: Uint8Array): Promise<void>[] {
  return [
    Deno.writeFile(`${directory}/empty.${suffix}`, new Uint8Array()),
    Deno.writeFile(`${directory}/byte.${suffix}`, Uint8Array.of(80)),
    Deno.writeFile(`${directory}/cut.${suffix}`, good.subarray(0, good.length / 2)),
    Deno.writeTextFile(`${directory}/text.${suffix}`, "<html>404 not found</html>\n".repeat(20)),
    Deno.writeTextFile(`${directory}/pointer.${suffix}`, "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
    Deno.writeTextFile(`${directory}/packed.${suffix}`, "BZh91AY&SY"),
    Deno.writeFile(`${directory}/hdf5.${suffix}`, Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a)),
    Deno.writeFile(`${directory}/pickle.${suffix}`, Uint8Array.of(0x80, 4, 0x95, 0, 0, 0, 0)),
  ];
}
