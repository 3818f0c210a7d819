/**
 * Pictures of a page in several looks, each in pieces of a screen's height.
 *
 * @module
 */
import type { Page } from "../recon/report/browser.ts";

/** How a page is looked at. */
export interface Look {
  readonly name: string;
  /** Width of the window in px. */
  readonly width: number;
  readonly scheme: "light" | "dark";
}

/** As on a desk by day and by night, and on a telephone. */
export const THREE_LOOKS: readonly Look[] = [
  { name: "light", width: 1280, scheme: "light" },
  { name: "dark", width: 1280, scheme: "dark" },
  { name: "narrow", width: 390, scheme: "light" },
];

/** What is pictured. */
export interface Pictured {
  /** Beginning of the names of the files. */
  readonly name: string;
  readonly looks: readonly Look[];
  /** Opens the page anew. */
  readonly open: () => Promise<unknown>;
}

/** Writes `NAME-LOOK-PIECE.png`. */
export async function pictures(page: Page, { name, looks, open }: Pictured): Promise<void> {
  for (const look of looks) {
    await page.look(look);
    await open();
    await page.value(DRAW_ALL);
    const height = await page.value<number>("document.documentElement.scrollHeight");
    for (let piece = 0; piece < Math.min(MOST, Math.ceil(height / HEIGHT)); piece++) {
      const picture = await page.screenshot({ y: piece * HEIGHT, height: HEIGHT });
      await Deno.writeFile(`${name}-${look.name}-${piece + 1}.png`, picture);
    }
  }
}

// --- internal ---

/** Height of a piece, and how many of each look there are at most. */
const [HEIGHT, MOST] = [1400, 8];

/** Images to look into are drawn when they are first seen, those that are files once they have come. */
const DRAW_ALL = `(async () => {
  for (const view of document.querySelectorAll(".view")) {
    view.scrollIntoView();
    await new Promise((done) => setTimeout(done, 300));
  }
  scrollTo(0, 0);
  await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
})()`;
