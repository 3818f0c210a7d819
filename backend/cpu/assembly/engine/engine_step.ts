/**
 * The step of object and probe, as `backend/operations/waves/engine.ts` says. The canvas is cut into tiles and the
 * probe into strips of rows; whoever takes one sums over all positions in their order, so no bit depends on the
 * threads. When all sums are there, object and probe move, in their place.
 */
import { barrier, claim } from "../runtime/threads";
import { moveStrip, sumStrip } from "./probe_strip";
import { moveTile, sumTile } from "./object_tile";
import { EngineStep, strips, tiles } from "./step_arguments";

export function engineStep(args: usize, thread: i32, threads: i32): void {
  const s = changetype<EngineStep>(args), ofObject = tiles(s);
  const pieces = takeSums(s);
  barrier(threads);
  const most = greatest(s.tileMost, ofObject), mostOfProbe = pieces > ofObject ? greatest(s.stripMost, strips(s)) : 0;
  for (let piece = claim(); piece < pieces; piece = claim()) {
    if (piece < ofObject) moveTile(s, piece, most);
    else moveStrip(s, piece - ofObject, mostOfProbe);
  }
}

/** Takes the sums of tiles, and of strips where the probe moves; returns how many pieces these are. */
export function takeSums(s: EngineStep): i32 {
  const ofObject = tiles(s), pieces = ofObject + (s.probeStep > 0 ? strips(s) : 0);
  for (let piece = claim(); piece < pieces; piece = claim()) {
    if (piece < ofObject) sumTile(s, piece);
    else sumStrip(s, piece - ofObject);
  }
  return pieces;
}

/** The greatest of some numbers; 0 where none is above it. */
export function greatest(from: usize, count: i32): f32 {
  let most: f32 = 0;
  for (let i = 0; i < count; i++) most = max(most, f32.load(from + (usize(i) << 2)));
  return most;
}
