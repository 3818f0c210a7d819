/**
 * How much of a sample two reconstructions both show.
 *
 * @module
 */
import type { Reconstruction } from "./reconstruction.ts";

/**
 * What two reconstructions of one scan share, by their coordinates.
 *
 * @returns Pixels that both cover, as a share of those that the smaller one covers, in [0, 1]; 0 where one covers nothing.
 */
export function sharedField(first: Reconstruction, second: Reconstruction): number {
  const { object: { height, width } } = first;
  const { object: other } = second;
  const [down, across] = [first.origin.y - second.origin.y, first.origin.x - second.origin.x].map(Math.round) as [
    number,
    number,
  ];
  let both = 0;
  for (let row = Math.max(0, -down); row < Math.min(height, other.height - down); row++) {
    for (let column = Math.max(0, -across); column < Math.min(width, other.width - across); column++) {
      const isCovered = first.mask[row * width + column] && second.mask[(row + down) * other.width + column + across];
      both += isCovered ? 1 : 0;
    }
  }
  const least = Math.min(covered(first), covered(second));
  return least === 0 ? 0 : both / least;
}

// --- internal ---

function covered({ mask }: Reconstruction): number {
  let count = 0;
  for (const part of mask) count += part ? 1 : 0;
  return count;
}
