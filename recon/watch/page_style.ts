/**
 * How live pages look, beside what they share with reports.
 *
 * @module
 */

/** The style. */
export const WATCH_STYLE = `
:root { --good: #1a7f37; --wait: #9a6700; }
@media (prefers-color-scheme: dark) { :root { --good: #56d364; --wait: #e3b341; } }
.life { font-weight: bold; }
td.life { font-weight: normal; }
.life::before { content: "\\25cb"; margin-right: .4em; font-weight: normal; }
.life.training::before { content: "\\25cf"; color: var(--good); }
.life.preparing::before { content: "\\25cf"; color: var(--wait); }
.life.dead::before { content: "\\2715"; color: var(--bad); }
.life.unknown::before { content: "?"; color: var(--wait); }
#connection:not(:empty) { position: sticky; top: 0; z-index: 1; padding: .3rem .6rem; background: var(--mark);
  border: 1px solid var(--line); border-radius: 4px; }
#connection:empty, #answer:empty, #problems:empty { display: none; }
button, select { font: inherit; font-size: .87rem; color: inherit; background: var(--shade);
  border: 1px solid var(--line); border-radius: 4px; padding: .3rem .8rem; }
th button { border: 0; }
button:not(:disabled) { cursor: pointer; }
button:disabled { color: var(--faint); }
label select { margin: 0 .6rem; max-width: 100%; }
th input { margin: 0 .5rem 0 0; }
.images { display: flex; flex-wrap: wrap; gap: 0 1.2rem; align-items: flex-start; }
.images figure { max-width: 100%; margin: .3rem 0; }
.images img { display: block; max-width: 100%; height: auto; min-width: 8rem;
  border: 1px solid var(--line); background: #ffffff; }
.images.patches img { image-rendering: pixelated; }
.beside { display: flex; flex-wrap: wrap; gap: 0 2rem; }
.beside section { flex: 1 1 18rem; min-width: 0; }
.beside section:first-child { flex: 3 1 46rem; }
.beside dl { grid-template-columns: 1fr; gap: 0; }
.beside dd { margin: 0 0 .35rem; }
`;
