/**
 * Gathers what tensorflow.js' core holds as files that only a bundler can import: the gradients of operations, and the
 * operations as methods of tensors. The one package with a bundle of them is `@tensorflow/tfjs`, with all else in it.
 *
 * ```sh
 * deno task build:tensorflow           # writes packages/tensorflow_bundled.js
 * deno task build:tensorflow --check   # fails if it is not what the package says
 * ```
 *
 * @module
 */
import * as core from "../packages/tensorflow_core.ts";

const TARGET = new URL("../packages/tensorflow_bundled.js", import.meta.url);

const HEADER = `// deno-fmt-ignore-file
// deno-lint-ignore-file
/**
 * Registers the gradients of tensorflow.js' operations, and the operations as methods of tensors. Written by scripts/bundle_tensorflow.ts of @tensorflow/tfjs-core
 * ${core.version_core}, its modules as they are but for their imports: what the core exports is taken from there.
 *
 * @license
 * Copyright Google LLC. All Rights Reserved.
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with
 * the License. You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an
 * "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the
 * specific language governing permissions and limitations under the License.
 *
 * @module
 */
import * as core from "./tensorflow_core.ts";

const renamed = { ENGINE: core.engine(), getGlobalTensorClass: () => core.Tensor };
`;

/** The objects that hold the exports of some modules of the core. */
const GATHERED = {
  "util": "util",
  "util_base": "util",
  "ops/broadcast_util": "broadcast_util",
  "ops/slice_util": "slice_util",
  "ops/axis_util": "backend_util",
  "ops/conv_util": "backend_util",
  "ops/selu_util": "backend_util",
} as const;

/** What the core has, but exports under another name: the header has them, as there must be no second one of either. */
const RENAMED = ["ENGINE", "getGlobalTensorClass"];

/** As the modules are written. */
const IMPORT = /^import (?:(?:\{ ([^}]+) \}|\* as (\w+)) from )?'([^']+)';\n/gm;

const built = await gather("register_all_gradients", "public/chained_ops/register_all_chained_ops");
if (!Deno.args.includes("--check")) await Deno.writeTextFile(TARGET, built);
else if (await Deno.readTextFile(TARGET) !== built) {
  // deno-lint-ignore no-console -- a program for the terminal
  console.error(
    "Cannot accept packages/tensorflow_bundled.js as tensorflow.js says something else: run deno task build:tensorflow",
  );
  Deno.exit(1);
}

// --- internal ---

/** Modules and what they need, each as a function of its own whose value is the module's exports. */
async function gather(...entries: readonly string[]): Promise<string> {
  const names = new Map<string, string>();
  const parts: string[] = [HEADER];
  async function add(module: string): Promise<string> {
    const known = names.get(module);
    if (known !== undefined) return known;
    const name = module.replaceAll("/", "_");
    names.set(module, name);
    const source = await readModule(module);
    const bindings = new Map<string, string[]>();
    const bind = (value: string, bound: string): unknown => bindings.set(value, [...bindings.get(value) ?? [], bound]);
    for (const { space, named, from } of importsOf(source, module)) {
      if (space !== undefined) bind("core", `${gathered(from) ?? lacks(from, space)}: ${space}`);
      for (const one of named) bind(placeOf(one, from) ?? await add(from), one);
      if (space === undefined && named.length === 0) await add(from);
    }
    const exported = [...source.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, one]) => one);
    const body = source.replace(IMPORT, "").replace(/^export /gm, "").trim();
    const declared = [...bindings].map(([value, bound]) => `const { ${bound.join(", ")} } = ${value};`);
    if (exported.length === 0) { if (body !== "") parts.push("{", ...declared, body, "}\n"); }
    else parts.push(`const ${name} = (() => {`, ...declared, body, `return { ${exported.join(", ")} };\n})();\n`);
    return name;
  }
  for (const entry of entries) await add(entry);
  return parts.join("\n");
}

async function readModule(module: string): Promise<string> {
  const manifest = import.meta.resolve(`npm:@tensorflow/tfjs-core@${core.version_core}/package.json`);
  const text = await Deno.readTextFile(new URL(`dist/${module}.js`, manifest));
  return text.replace(/^\/\/# sourceMappingURL=.*$/m, "").replace(/^ *\/\*\*[^]*?\*\/\n/gm, "");
}

interface ModuleImport {
  /** The name of the module as a whole, where it is imported so. */
  readonly space?: string | undefined;
  readonly named: readonly string[];
  readonly from: string;
}

function importsOf(source: string, module: string): ModuleImport[] {
  return [...source.matchAll(IMPORT)].map(([, named = "", space, specifier = ""]) => {
    const from = new URL(specifier, `file:///${module}`).pathname.slice(1);
    return { space, named: named.split(",").map((one) => one.trim()).filter((one) => one !== ""), from };
  });
}

/** Where the core has an export of one of its modules; undefined where it keeps it to itself. */
function placeOf(name: string, module: string): string | undefined {
  if (RENAMED.includes(name)) return "renamed";
  const object = gathered(module);
  if (object !== undefined) return name in core[object] ? `core.${object}` : lacks(module, name);
  return name in core ? "core" : undefined;
}

function gathered(module: string): typeof GATHERED[keyof typeof GATHERED] | undefined {
  return Object.hasOwn(GATHERED, module) ? GATHERED[module as keyof typeof GATHERED] : undefined;
}

function lacks(module: string, name: string): never {
  throw new Error(`Cannot bundle tensorflow.js as the core has no ${name} of its module ${module}`);
}
