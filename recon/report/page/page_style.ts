/**
 * How a report looks: light and dark by the reader's own setting, on narrow screens and on paper.
 *
 * @module
 */

/** The style of the page. */
export const PAGE_STYLE = `
:root { --paper: #ffffff; --ink: #1b1f24; --faint: #59636e; --line: #d1d9e0; --shade: #f4f6f8; --link: #0b5cad;
  --bad: #a4262c; --hint: #b8860b; --mark: #fff3c4; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171b; --ink: #e4e8ec; --faint: #9aa5b1; --line: #3a424b;
  --shade: #1e2328; --link: #7ab8ff; --bad: #ff8a80; --hint: #d9a92f; --mark: #4a3f10; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.2rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 "DejaVu Sans", Verdana, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .4rem; }
h2 { font-size: 1.3rem; margin: 0; }
h3 { font-size: 1.05rem; margin: 1.6rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
h4 { font-size: .95rem; margin: 1rem 0 .3rem; }
a { color: var(--link); }
p { margin: .4rem 0; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .3rem .6rem; }
.faint, figcaption, caption, nav { color: var(--faint); }
.problems { border-left: 4px solid var(--bad); padding: .3rem 1rem .3rem 2rem; margin: .6rem 0; }
.notes { padding-left: 1.2rem; }
.findings { list-style: none; padding: 0; }
.findings li { border-left: 4px solid var(--hint); padding: .2rem 0 .2rem 1rem; margin: .6rem 0; }
.findings li.problem { border-color: var(--bad); }
.findings p { margin: .1rem 0; }
.flag { white-space: nowrap; }
nav ul { list-style: none; padding: 0; margin: .3rem 0; display: flex; flex-wrap: wrap; gap: .1rem .9rem; }
details.run { border-top: 2px solid var(--line); padding-top: .7rem; }
summary { cursor: pointer; }
summary h2 { display: inline; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .15rem 1.2rem; margin: .4rem 0; }
dt { color: var(--faint); } dd { margin: 0; }
.wide { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-size: .87rem; }
caption { text-align: left; padding: .2rem 0; }
th, td { text-align: left; vertical-align: top; padding: .2rem .7rem .2rem 0; border-bottom: 1px solid var(--line);
  min-width: 4.5rem; max-width: 32rem; }
td { overflow-wrap: break-word; }
thead th { white-space: nowrap; }
tbody th { font-weight: normal; min-width: min(15rem, 40vw); }
.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.default { color: var(--faint); }
th button { font: inherit; font-weight: bold; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
th[aria-sort="ascending"] button::after { content: " \\2191"; }
th[aria-sort="descending"] button::after { content: " \\2193"; }
.scripted { display: none; }
.script .scripted { display: block; }
.filter input { margin: 0 .6rem; }
input, .controls button { font: inherit; font-size: .87rem; color: inherit; background: var(--shade);
  border: 1px solid var(--line); border-radius: 4px; padding: .15rem .5rem; }
.controls button { cursor: pointer; }
.controls button[aria-pressed="true"] { background: var(--mark); }
figure { margin: .8rem 0; }
figcaption { font-size: .87rem; margin: .2rem 0; max-width: 60rem; }
.drawn svg { display: block; }
.views { display: flex; flex-wrap: wrap; gap: 0 1.5rem; }
.view { flex: 1 1 24rem; min-width: 0; max-width: 36rem; }
.view canvas { display: block; width: 100%; border: 1px solid var(--line); touch-action: none; cursor: grab;
  background: repeating-linear-gradient(45deg, var(--shade) 0 6px, var(--paper) 6px 12px); }
.view.cutting canvas { cursor: crosshair; }
.view canvas.profile { cursor: default; margin-top: .4rem; background: none; }
.view canvas[hidden] { display: none; }
.view output { display: block; min-height: 1.5em; font-size: .87rem; font-variant-numeric: tabular-nums; }
.controls { display: flex; flex-wrap: wrap; gap: .4rem; margin: .4rem 0; align-items: center; }
.controls input { width: 7.5rem; margin-left: .4rem; }
@media (max-width: 40rem) {
  body { padding: .7rem; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin: 0 0 .4rem; }
  .explained { width: 100%; }
  .explained tbody th, .explained th, .explained td { min-width: 0; overflow-wrap: anywhere; }
  .explained th:last-child, .explained td:last-child { display: none; }
}
@media print {
  :root { --paper: #ffffff; --ink: #000000; --faint: #444444; --line: #bbbbbb; --shade: #ffffff; --link: #000000; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .script .scripted, nav { display: none; }
  .wide { overflow: visible; }
  .drawn svg { max-width: 100%; height: auto; }
  table { font-size: 8pt; }
  .explained th:last-child, .explained td:last-child { display: none; }
  figure, tr, dl, thead { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
}
`;
