/**
 * Flatbush: a spatial index, packed once and then searched by box or by distance.
 *
 * @module
 */
export { default } from "npm:flatbush@4.7.0";
