/**
 * Compiles the kernels of the CPU backend from AssemblyScript:
 *
 * ```sh
 * deno task build:kernels           # writes the .wasm files
 * deno task build:kernels --check   # fails if they are not what the sources say
 * ```
 *
 * @module
 */
import asc from "../packages/development/assemblyscript.ts";

const SOURCES = new URL("../backend/cpu/assembly/", import.meta.url);

const BUILDS: Readonly<Record<string, readonly string[]>> = {
  "kernels.wasm": ["--enable", "simd,relaxed-simd,threads"],
  "kernels_simd.wasm": ["--enable", "simd,threads"],
};

const check = Deno.args.includes("--check");
for (const [file, features] of Object.entries(BUILDS)) {
  const target = new URL(`../${file}`, SOURCES);
  const built = await compile(features);
  if (!check) await Deno.writeFile(target, built);
  else if (!equal(built, await Deno.readFile(target))) {
    fail(`Cannot accept backend/cpu/${file} as its sources compile to something else: run deno task build:kernels`);
  }
  // deno-lint-ignore no-console -- a program for the terminal
  console.log(`${check ? "as built" : "built"}: backend/cpu/${file}, ${built.length} bytes`);
}

async function compile(features: readonly string[]): Promise<Uint8Array> {
  let binary: Uint8Array | null = null;
  const memory = ["--importMemory", "--noExportMemory", "--sharedMemory", "--initialMemory", "256"];
  // Constants lie behind the jobs in the first page.
  const layout = [...memory, "--maximumMemory", "65536", "--memoryBase", "32768"];
  const options = ["index.ts", "--outFile", "out.wasm", ...layout, ...features];
  const { error, stderr } = await asc.main([...options, "-O3", "--noAssert", "--runtime", "stub", "--use", "abort="], {
    readFile: (name: string): string | null => read(name),
    writeFile: (_name: string, data: string | Uint8Array): void => {
      if (typeof data !== "string") binary = data;
    },
    listFiles: (): string[] => [],
  });
  if (error || !binary) fail(`Cannot compile the kernels: ${error?.message ?? "nothing was written"}\n${stderr}`);
  return binary;
}

/** A source file; the compiler also asks for files that need not be there. */
function read(name: string): string | null {
  try {
    return Deno.readTextFileSync(new URL(name, SOURCES));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function fail(message: string): never {
  // deno-lint-ignore no-console -- a program for the terminal
  console.error(message);
  Deno.exit(1);
}
