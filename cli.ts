/**
 * The command line: argv → library → console and exit code.
 *
 * ```sh
 * deno run -A cli.ts --help
 * ```
 *
 * @module
 */
import { outliveFileSizeLimit } from "./cli/terminal/lethal_signals.ts";
import { main } from "./cli/main.ts";

if (import.meta.main) {
  outliveFileSizeLimit();
  Deno.exit(await main(Deno.args));
}
