/**
 * What runs in the page: it takes parts of the page as the server sends them, and asks the server for what a button says.
 * A function of its own, with nothing from outside, that is sent as text: here it is checked like all else. The page keeps
 * nothing but what it shows.
 *
 * @module
 */

/** What the script needs of a browser; this program has no types of pages. */
export interface Browser {
  readonly document: {
    readonly hidden: boolean;
    readonly activeElement: { readonly id: string } | null;
    getElementById(id: string): Part | null;
    addEventListener(name: string, listen: (event: { readonly target: Part }) => void): void;
  };
  readonly location: { readonly search: string; reload(): void };
  readonly EventSource: new (address: string) => Source;
  fetch(address: string, options: { readonly method: "POST" }): Promise<{ text(): Promise<string> }>;
  confirm(question: string): boolean;
}

/** An element of the page. */
export interface Part {
  innerHTML: string;
  textContent: string | null;
  disabled: boolean;
  readonly id: string;
  readonly dataset: Readonly<Record<string, string | undefined>>;
  readonly checked: boolean;
  readonly value: string;
  focus(): void;
  click(): void;
  closest(selector: string): Part | null;
  querySelectorAll(selector: string): Iterable<Part>;
}

/** What is sent by the server. */
export interface Source {
  readonly readyState: number;
  onopen: (() => void) | null;
  onerror: (() => void) | null;
  addEventListener(
    name: string,
    listen: (event: { readonly data: string; readonly lastEventId: string }) => void,
  ): void;
  close(): void;
}

/** Runs in a page that the server has made. */
export function livePage({ document, location, EventSource, fetch, confirm }: Browser): void {
  const view = document.getElementById("view");
  if (view === null) return;
  const { events = "", frame = "" } = view.dataset;
  let last = view.dataset.last ?? "";
  let source: Source | null = null;

  const tell = (id: string, text: string): void => {
    const place = document.getElementById(id);
    if (place && place.textContent !== text) place.textContent = text;
  };

  // What the reader has ticked, and where the reader is, stays.
  const replace = (id: string, html: string): void => {
    const part = document.getElementById(id);
    if (part === null) return;
    const ticked = [...part.querySelectorAll("input:checked")].map(({ value }) => value);
    const focused = [...part.querySelectorAll("[id]:focus")].map(({ id }) => id);
    part.innerHTML = html;
    for (const box of part.querySelectorAll("input[type=checkbox]")) if (ticked.includes(box.value)) box.click();
    for (const id of focused) document.getElementById(id)?.focus();
  };

  const close = (): void => {
    source?.close();
    source = null;
  };

  // A page that nobody sees asks for nothing.
  const open = (): void => {
    if (document.hidden) return close();
    if (source !== null) return;
    const opened = new EventSource(`${events}&frame=${frame}&last=${last}`);
    source = opened;
    opened.onopen = () => tell("connection", "");
    opened.onerror = () => {
      const isOver = opened.readyState === 2;
      tell("connection", isOver ? view.dataset.over ?? "" : view.dataset.away ?? "");
    };
    opened.addEventListener("parts", ({ data, lastEventId }) => {
      last = lastEventId;
      for (const [id, html] of Object.entries<string>(JSON.parse(data))) replace(id, html);
    });
    opened.addEventListener("reload", () => {
      close();
      location.reload();
    });
  };

  const ask = async (button: Part): Promise<void> => {
    const { ask: what = "", confirm: question } = button.dataset;
    if (question !== undefined && !confirm(question)) return;
    button.disabled = true;
    try {
      const answer = await fetch(`/ask${location.search}&what=${what}`, { method: "POST" });
      tell("answer", await answer.text());
    } catch {
      tell("answer", view.dataset.away ?? "");
    }
    // While it waits to be done the server sends another button in its place.
    button.disabled = false;
  };

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button[data-ask]");
    if (button !== null) ask(button);
  });
  document.addEventListener("visibilitychange", open);
  open();
}

/** JavaScript as a page runs it. Methods of a window are its own. */
export const PAGE_SCRIPT = `"use strict";
(${livePage})({ document, location, EventSource, fetch: fetch.bind(window), confirm: confirm.bind(window) });`;
