/**
 * pathe: paths with slashes, for the example that runs in a browser.
 *
 * @module
 */
export { basename, dirname, isAbsolute, join, relative, resolve } from "npm:pathe@2.0.3";
