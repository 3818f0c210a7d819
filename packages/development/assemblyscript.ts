/**
 * AssemblyScript's compiler, which the kernels of the CPU are built with.
 *
 * @module
 */
export { default } from "npm:assemblyscript@0.28.20/asc";
