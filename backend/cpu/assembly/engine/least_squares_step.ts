/**
 * The step of least squares, as `backend/operations/waves/least_squares_step.ts` says. Tiles of the canvas, strips of
 * the probe and positions are pieces of work; between them threads wait for each other, so no bit depends on their
 * number.
 */
import { barrier, claim } from "../runtime/threads";
import { greatest, takeSums } from "./engine_step";
import { moveTileByMean } from "./mean_tile";
import { tileWay } from "./object_tile";
import { moveStripBy, stripWay } from "./probe_strip";
import { bestSteps } from "./best_steps";
import { EngineStep, strips, tiles } from "./step_arguments";

export function leastSquaresStep(args: usize, thread: i32, threads: i32): void {
  const s = changetype<EngineStep>(args), ofObject = tiles(s), pieces = ofObject + strips(s);
  takeSums(s);
  barrier(threads);
  const most = greatest(s.tileMost, ofObject), mostOfProbe = s.probeStep > 0 ? greatest(s.stripMost, strips(s)) : 0;
  for (let piece = claim(); piece < pieces; piece = claim()) {
    if (piece < ofObject) tileWay(s, piece, most);
    else stripWay(s, piece - ofObject, mostOfProbe);
  }
  barrier(threads);
  for (let position = claim(); position < s.positions; position = claim()) bestSteps(s, position);
  barrier(threads);
  const probeStep = s.probeStep * meanOf(s.steps + (usize(s.positions) << 2), s.positions);
  const moved = s.probeStep > 0 ? pieces : ofObject;
  for (let piece = claim(); piece < moved; piece = claim()) {
    if (piece < ofObject) moveTileByMean(s, piece, most);
    else moveStripBy(s, piece - ofObject, probeStep);
  }
}

// --- internal ---

function meanOf(from: usize, count: i32): f32 {
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) sum += f64(f32.load(from + (usize(i) << 2)));
  return f32(sum / f64(count));
}
