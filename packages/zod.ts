/**
 * Zod: schemas that check values.
 *
 * @module
 */
export * from "npm:zod@4.6.7";
