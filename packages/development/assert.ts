/**
 * The assertions of Deno's standard library, as they are on npm.
 *
 * @module
 */
// @ts-types="./assert.d.ts"
export * from "npm:deno-std@1.4.0/assert/mod.js";
