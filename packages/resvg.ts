/**
 * resvg: a renderer of SVG, in WebAssembly. Importing this file makes it ready, so it is imported where a picture is to be
 * rendered, not before.
 *
 * @module
 */
import { initWasm } from "npm:@resvg/resvg-wasm@2.6.2";

/**
 * Its code is imported and not read, so that it is there whatever a program may read. A module of its own does that, as
 * neither TypeScript nor bundlers know this kind of import yet.
 */
const importing = `import source code from "npm:@resvg/resvg-wasm@2.6.2/index_bg.wasm"; export default code;`;
const { default: code } = await import(`data:text/javascript,${encodeURIComponent(importing)}`);

await initWasm(code);

export { Resvg } from "npm:@resvg/resvg-wasm@2.6.2";
