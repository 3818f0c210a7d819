/**
 * A view as a page.
 *
 * @module
 */
import { element, escaped } from "../../config/values/markup.ts";
import { htmlPage } from "../report/page/html_page.ts";
import { PAGE_SCRIPT } from "./page_script.ts";
import { WATCH_STYLE } from "./page_style.ts";
import { partsDigest, type View } from "./view.ts";

/**
 * Makes the page.
 *
 * @param view What it shows.
 * @param events Address of its events.
 * @returns Text of an HTML page.
 */
export async function watchPage({ title, body, parts, frame }: View, events: string): Promise<string> {
  const main = element("main", {
    ...{ id: "view", "data-events": events, "data-frame": frame, "data-last": partsDigest(parts) },
    ...{ "data-away": AWAY, "data-over": OVER },
  }, body);
  return await htmlPage(`${title} – Exitwave`, [
    element("p", { id: "connection", role: "status" }, [escaped("")]),
    element("noscript", {}, [element("p", {}, [escaped(UNSCRIPTED)])]),
    main,
  ], { style: WATCH_STYLE, script: PAGE_SCRIPT });
}

// --- internal ---

const AWAY = "Nothing is heard of the server of this page. It is tried again; what is shown may be old.";
const OVER = "The server of this page has ended, or another one has begun: open the address that watch has printed.";
const UNSCRIPTED = "Without its script this page shows runs as they were when it was loaded.";
