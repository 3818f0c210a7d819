/**
 * How far the choice of programs for a GPU is.
 *
 * @module
 */
import type { TuningProgress } from "../../backend/tune_accelerator.ts";
import type { Output } from "../terminal/output.ts";
import { progressLine } from "../terminal/progress_line.ts";

/**
 * Says once what takes so long, and shows how far it is; nothing once it is over.
 *
 * @param output Where it is shown.
 */
export function tuningProgress(output: Output): (progress: TuningProgress) => void {
  const tell = progressLine(output, { doing: "measuring programs for this GPU", of: "kernels" });
  return (progress) => {
    const { done, total } = progress;
    if (done === 0) {
      output.note(
        `measuring which programs are the fastest on this GPU, of ${total} kernels; that is kept for the next time ` +
          "(--no-autotune leaves it out)",
      );
    }
    if (done < total) tell(progress);
    else output.redraw(null);
  };
}
