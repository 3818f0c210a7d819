/**
 * h5wasm and its plugins, imported at once: Deno does not find a package that another one has for its peer when the second
 * is imported later, in a program that has no lock of it yet.
 *
 * @module
 */
export { default } from "npm:h5wasm@0.10.3";
export { base_url, plugin_names } from "npm:h5wasm-plugins@0.2.1";
