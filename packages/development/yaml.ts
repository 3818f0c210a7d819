/**
 * The YAML reader of Deno's standard library, as it is on npm.
 *
 * @module
 */
// @ts-types="./yaml.d.ts"
export * from "npm:deno-std@1.4.0/yaml/parse.js";
