/**
 * tensorflow.js: its core, the gradients of its operations, and its backend for the CPU. The package `@tensorflow/tfjs`
 * holds the same, and layers, converters and bundles for browsers besides, which are 220 MB more.
 *
 * @module
 */
import { registerHooks } from "node:module";
import "./tensorflow_cpu.ts";
export * from "./tensorflow_core.ts";

// The core has gradients, and operations as methods of tensors, in files that are written for bundlers: they import each
// other without the ending of the name.
const hooks = registerHooks({
  resolve: (specifier, context, next) => {
    const withinCore = specifier.startsWith(".") && context.parentURL?.includes("/@tensorflow/tfjs-core/");
    return next(withinCore && !specifier.endsWith(".js") ? `${specifier}.js` : specifier, context);
  },
});
try {
  await import("npm:@tensorflow/tfjs-core@4.22.0/dist/register_all_gradients.js");
  await import("npm:@tensorflow/tfjs-core@4.22.0/dist/public/chained_ops/register_all_chained_ops.js");
} finally {
  hooks.deregister();
}
