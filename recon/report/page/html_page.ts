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

/**
 * Makes the page.
 *
 * @param title Its title.
 * @param body What it shows.
 * @returns Text of an HTML file.
 */
export async function htmlPage(title: string, body: readonly Markup[]): Promise<string> {
  const policy = [
    ...["default-src 'none'", "img-src data:", "base-uri 'none'", "form-action 'none'"],
    `style-src ${await digestOf(PAGE_STYLE)}`,
    `script-src ${await digestOf(PAGE_SCRIPT)}`,
  ].join("; ");
  const head = element("head", {}, [
    element("meta", { charset: "utf-8" }),
    element("meta", { "http-equiv": "Content-Security-Policy", content: policy }),
    element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    element("meta", { name: "color-scheme", content: "light dark" }),
    element("meta", { name: "referrer", content: "no-referrer" }),
    element("title", {}, [escaped(title)]),
    element("style", {}, [PAGE_STYLE as Markup]),
  ]);
  const script = element("script", {}, [PAGE_SCRIPT as Markup]);
  return `<!DOCTYPE html>\n${element("html", { lang: "en" }, [head, element("body", {}, [joined(body), script])])}\n`;
}

// --- internal ---

const PAGE_SCRIPT = [TABLE_SCRIPT, PROFILE_SCRIPT, VIEW_SCRIPT].join("\n");

/** As a content security policy names inlined text. */
async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `'sha256-${new Uint8Array(digest).toBase64()}'`;
}
