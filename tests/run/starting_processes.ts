/**
 * A worker that starts one child process after the other, as long as it lives, and says so after the first.
 *
 * @module
 */
/// <reference lib="deno.worker" />
const command = new Deno.Command(Deno.execPath(), { args: ["--version"], stdout: "null" });
command.outputSync();
self.postMessage("begun");
for (;;) command.outputSync();
