/**
 * DejaVu: the font of figures as PNG, of which `scripts/build_font.ts` takes what is kept in `packages/dejavu_sans.ts`.
 *
 * @module
 */
import { registerHooks } from "node:module";

/** DejaVu Sans as its authors publish it. */
export async function dejavuSans(): Promise<Uint8Array<ArrayBuffer>> {
  let place = "";
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const found = next(specifier, context);
      place = found.url;
      return found;
    },
  });
  try {
    await import("npm:dejavu-fonts-ttf@2.37.3/package.json", { with: { type: "json" } });
  } finally {
    hooks.deregister();
  }
  return await Deno.readFile(new URL("ttf/DejaVuSans.ttf", place));
}
