/**
 * The badges of the README: files of the repository, written by `deno task docs`, so that they say what is so without a
 * service to ask.
 *
 * @module
 */
import manifest from "../deno.json" with { type: "json" };

/** A badge: what is told of, and what is told. */
export interface Badge {
  readonly label: string;
  readonly text: string;
}

/** Badges by the name of their file. */
export async function badges(): Promise<Readonly<Record<"version" | "licence" | "deno", Badge>>> {
  const checks = await Deno.readTextFile(new URL("../.ci/run", import.meta.url));
  const [, deno = ""] = /npx -y deno@([\d.]+)/.exec(checks) ?? [];
  return {
    version: { label: "version", text: manifest.version },
    licence: { label: "licence", text: manifest.license },
    deno: { label: "tested with Deno", text: deno },
  };
}

/** A badge as SVG, 20 px high, as `deno fmt` writes it. */
export function badgeSvg({ label, text }: Badge): string {
  const [left, right] = [widthOf(label), widthOf(text)];
  const part = (words: string, x: number, width: number): string =>
    `<text x="${x + width / 2}" y="14" text-anchor="middle">${words}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img">
  <title>${label}: ${text}</title>
  <rect width="${left}" height="20" fill="#444c56" />
  <rect x="${left}" width="${right}" height="20" fill="#1f6feb" />
  <g fill="#fff" font-family="DejaVu Sans, Verdana, sans-serif" font-size="11">
    ${part(label, 0, left)}
    ${part(text, left, right)}
  </g>
</svg>
`;
}

// --- internal ---

/** Letters of this size are 7 px wide at most, in the mean. */
function widthOf(words: string): number {
  return words.length * 7 + 12;
}
