/**
 * A page in one file: its style and its script are inlined and named by their digests, and nothing else may run or load,
 * whatever text it shows.
 *
 * @module
 */
import { element, escaped, joined, type Markup } from "../../../config/values/markup.ts";
import { PAGE_STYLE } from "./page_style.ts";
import { PROFILE_SCRIPT } from "./profile_script.ts";
import { TABLE_SCRIPT } from "./table_script.ts";
import { VIEW_SCRIPT } from "./view_script.ts";

/** What a page has besides that comes from a server of ours: it may ask that server, and nobody else, for more. */
export interface ServedPage {
  /** Style beside that of every page. */
  readonly style: string;
  /** Script beside that of tables. */
  readonly script: string;
}

/**
 * Makes the page.
 *
 * @param title Its title.
 * @param body What it shows.
 * @param served Of a page that comes from a server; null for a file, which has all that it needs.
 * @returns Text of an HTML file.
 */
export async function htmlPage(
  title: string,
  body: readonly Markup[],
  served: ServedPage | null = null,
): Promise<string> {
  const style = served ? PAGE_STYLE + served.style : PAGE_STYLE;
  const script = served ? `${TABLE_SCRIPT}\n${served.script}` : FILE_SCRIPT;
  const policy = [
    "default-src 'none'",
    ...(served ? SERVED_SOURCES : FILE_SOURCES),
    `style-src ${await digestOf(style)}`,
    `script-src ${await digestOf(script)}`,
  ].join("; ");
  const head = element("head", {}, [
    element("meta", { charset: "utf-8" }),
    element("meta", { "http-equiv": "Content-Security-Policy", content: policy }),
    element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    element("meta", { name: "color-scheme", content: "light dark" }),
    element("meta", { name: "referrer", content: "no-referrer" }),
    ...(served ? [element("link", { rel: "icon", href: "data:," })] : []),
    element("title", {}, [escaped(title)]),
    element("style", {}, [style as Markup]),
  ]);
  const content = element("body", {}, [joined(body), element("script", {}, [script as Markup])]);
  return `<!DOCTYPE html>\n${element("html", { lang: "en" }, [head, content])}\n`;
}

// --- internal ---

const FILE_SOURCES = ["img-src data:", "base-uri 'none'", "form-action 'none'"];
const SERVED_SOURCES = ["img-src data: 'self'", "connect-src 'self'", "base-uri 'none'", "form-action 'self'"];

const FILE_SCRIPT = [TABLE_SCRIPT, PROFILE_SCRIPT, VIEW_SCRIPT].join("\n");

/** As a content security policy names inlined text. */
async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `'sha256-${new Uint8Array(digest).toBase64()}'`;
}
