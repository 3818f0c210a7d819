// @ts-self-types="./resvg_wasm.d.ts"
/**
 * The compiled code of resvg, imported and not read, so that it is there whatever a program may read. JavaScript, as
 * TypeScript does not know this kind of import.
 *
 * @module
 */
import source code from "npm:@resvg/resvg-wasm@2.6.2/index_bg.wasm";

export default code;
