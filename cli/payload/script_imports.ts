/**
 * What configuration scripts import by name. In a clone the import map of `deno.json` says where it is; an installed
 * command has none, and says it here.
 *
 * @module
 */
import { registerHooks } from "node:module";
import manifest from "../../deno.json" with { type: "json" };
import { isMapped } from "../terminal/import_map.ts";

/** What the names stand for: the library and its parts, and the tensorflow.js that it computes with. */
const FILES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(manifest.exports).filter(([path]) => path !== "./cli").map(([path, file]) => [
      `${manifest.name}${path.slice(".".length)}`,
      import.meta.resolve(`../../${file}`),
    ]),
  ),
  "@tensorflow/tfjs": import.meta.resolve("../../packages/tensorflow.ts"),
};

/**
 * Runs what imports a script. The script gets the very library that runs it, not a second one.
 *
 * @param work Imports the script, and calls what it exports.
 * @returns What the work returns.
 */
export async function withScriptImports<T>(work: () => Promise<T>): Promise<T> {
  if (Object.keys(FILES).every(isMapped)) return await work();
  // Loaded before there are hooks, which would be asked about each of its files.
  await import("../../mod.ts");
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const url = Object.hasOwn(FILES, specifier) && !isMapped(specifier) ? FILES[specifier] : undefined;
      return url === undefined ? next(specifier, context) : { url, shortCircuit: true };
    },
    // Without this one, Deno resolves the imports of a script by itself before it asks.
    load: (url, context, next) => next(url, context),
  });
  try {
    return await work();
  } finally {
    hooks.deregister();
  }
}
