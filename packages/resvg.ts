/**
 * resvg: a renderer of SVG, in WebAssembly. Importing this file makes it ready, so it is imported where a picture is to be
 * rendered, not before.
 *
 * @module
 */
import { initWasm } from "npm:@resvg/resvg-wasm@2.6.2";
import code from "./resvg_wasm.js";

await initWasm(code);

export { Resvg } from "npm:@resvg/resvg-wasm@2.6.2";
