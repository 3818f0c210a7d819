/**
 * fflate: deflate in JavaScript, for the example that runs in a browser.
 *
 * @module
 */
export { deflateSync, inflateSync, unzlibSync } from "npm:fflate@0.8.3";
