/** The compiled code of resvg. */
declare const code: WebAssembly.Module;
export default code;
