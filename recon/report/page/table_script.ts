/**
 * The part of the page's script that sorts and filters tables. It writes text alone, never markup.
 *
 * @module
 */

/** JavaScript as a page runs it. */
export const TABLE_SCRIPT = String.raw`"use strict";
document.documentElement.classList.add("script");

(() => {
  function keyOf(row, column) {
    const cell = row.cells[column];
    if (!cell) return null;
    if (cell.dataset.sort === undefined) return cell.textContent.trim();
    return cell.dataset.sort === "" ? null : Number(cell.dataset.sort);
  }

  // What is not known stands last, whichever way is sorted.
  function compare(a, b, sign) {
    if (a === null || b === null) return (a === null) - (b === null);
    if (typeof a === "number" && typeof b === "number") return sign * (a - b);
    return sign * String(a).localeCompare(String(b), "en", { numeric: true });
  }

  function sort(table, column) {
    const titles = [...table.tHead.rows[0].cells];
    const down = titles[column].getAttribute("aria-sort") === "ascending";
    titles.forEach((title) => title.removeAttribute("aria-sort"));
    titles[column].setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => ({ row, key: keyOf(row, column) }));
    rows.sort((a, b) => compare(a.key, b.key, down ? -1 : 1));
    body.append(...rows.map(({ row }) => row));
  }

  for (const table of document.querySelectorAll("table.sortable")) {
    [...table.tHead.rows[0].cells].forEach((title, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = title.textContent;
      button.title = "Sort by " + title.textContent;
      button.addEventListener("click", () => sort(table, column));
      title.replaceChildren(button);
    });
  }

  for (const box of document.querySelectorAll(".filter")) {
    const [input, told] = [box.querySelector("input"), box.querySelector("output")];
    const rows = [...box.parentElement.querySelector("table").tBodies[0].rows];
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      }
      told.textContent = words.length === 0 ? "" : shown + " of " + rows.length;
    });
  }

  // What a link leads to is opened, and paper has all.
  const open = (element) => {
    for (let part = element; part; part = part.parentElement) if (part.localName === "details") part.open = true;
  };
  const follow = () => {
    const target = document.getElementById(location.hash.slice(1));
    open(target);
    target?.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  if (location.hash.length > 1) follow();
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details")) part.open = true;
  });
})();`;
