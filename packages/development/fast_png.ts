/**
 * fast-png: a reader of PNG files that is not ours.
 *
 * @module
 */
export * from "npm:fast-png@8.0.0";
