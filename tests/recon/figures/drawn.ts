/**
 * Figures as tests look at them.
 *
 * @module
 */
import { decode } from "fast-png";
import { createHash } from "node:crypto";
import type { Figure } from "../../../recon/figures/drawing/figure.ts";

/** Its SVG, an element a line, with each image as its size and a digest of its pixels: how they are packed may change. */
export function drawn({ svg }: Figure): string {
  return svg.replaceAll(IMAGE, (_, base64: string) => {
    const { width, height, data, palette } = decode(Uint8Array.fromBase64(base64));
    const digest = createHash("sha256").update(data).update(JSON.stringify(palette ?? null)).digest("hex").slice(0, 12);
    return `[${width}×${height} ${digest}]`;
  });
}

/** What is written in a figure, from its beginning on. */
export function wordsIn({ svg }: Pick<Figure, "svg">): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) => text);
}

/** The images in a figure, as they are packed. */
export function imagesIn({ svg }: Pick<Figure, "svg">): ReturnType<typeof decode>[] {
  return [...svg.matchAll(IMAGE)].map(([, base64 = ""]) => decode(Uint8Array.fromBase64(base64)));
}

/** Values of an attribute of all elements of a class. */
export function attributes({ svg }: Pick<Figure, "svg">, className: string, name: string): string[] {
  const elements = svg.match(new RegExp(`<\\w+ [^>]*class="${className}"[^>]*>`, "g")) ?? [];
  return elements.map((text) => text.match(new RegExp(` ${name}="([^"]*)"`))?.[1] ?? "");
}

// --- internal ---

const IMAGE = /data:image\/png;base64,([A-Za-z0-9+/=]+)/g;
