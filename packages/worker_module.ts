/**
 * Modules of Workers at any URL: the Worker of `node:worker_threads` itself takes files and `data:` alone.
 *
 * @module
 */

/**
 * What to start a Worker with.
 *
 * @param module Its module, a file or not.
 * @returns The module, or one that imports it.
 */
export function workerModule(module: URL): URL {
  if (module.protocol === "file:") return module;
  return new URL(`data:text/javascript,${encodeURIComponent(`import ${JSON.stringify(module.href)};`)}`);
}
