/**
 * Signals that would end the program by themselves, whatever it is about to lose.
 *
 * @module
 */

/**
 * Whether the program was started to outlive its terminal, as by `nohup`. It is asked here, when the program begins:
 * from the first listener on, whichever it is, Deno itself no longer ignores the signal.
 */
export const hangupIgnored: boolean = readHangupIgnored();

/**
 * Turns the file size limit of a shell (`ulimit -f`) from a signal that kills into an error of whoever writes, until the
 * program ends.
 */
export function outliveFileSizeLimit(): void {
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGXFSZ", () => {});
}

// --- internal ---

/** Linux tells; elsewhere, and where it may not be read, the signal counts. */
function readHangupIgnored(): boolean {
  try {
    const [, mask = "0"] = /^SigIgn:\s*([0-9a-f]+)$/m.exec(Deno.readTextFileSync("/proc/self/status")) ?? [];
    return (BigInt(`0x${mask}`) & 1n) === 1n;
  } catch {
    return false;
  }
}
