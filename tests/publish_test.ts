import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);

Deno.test("deno publish takes the product and its documentation, without slow types, and nothing that lies around", async () => {
  const stray = new URL(`data/stray_${crypto.randomUUID()}.npz`, root);
  await Deno.writeFile(stray, new Uint8Array(8));
  try {
    const { code, stderr } = await deno("publish", "--dry-run", "--allow-dirty", "--no-check");
    assertEquals(code, 0, stderr);
    const files = [...stderr.matchAll(/file:\/\/\S*/g)].map(([url]) => url.slice(root.href.length));
    const published = new Set(files.filter((path) => path !== ""));
    const others = [...published].filter((path) => !PRODUCT.test(path) && !DOCUMENTS.test(path));
    assertEquals(others, []);
    const needed = [
      ...["README.md", "CHANGELOG.md", "SECURITY.md", "CITATION.cff", "LICENSE"],
      "deno.json",
      "docs/guide.md",
      "backend/cpu/kernels.wasm",
      ...await modules(),
    ];
    assertEquals(needed.filter((path) => !published.has(path)), []);
  } finally {
    await Deno.remove(stray);
  }
});

// --- internal ---

const PRODUCT =
  /^(?:mod\.ts|cli\.ts|(?:backend|cli|config|data|mod|model|recon|run|train)\/.*\.ts|packages\/\w+(?:\.d)?\.[tj]s|backend\/cpu\/\w+\.wasm)$/;

const DOCUMENTS = /^(?:(?:README|CHANGELOG|SECURITY)\.md|CITATION\.cff|LICENSE|deno\.json|docs\/.*\.(?:md|svg|png))$/;

/** Every file of ours that the program consists of. */
async function modules(): Promise<string[]> {
  const entries = ["mod.ts", "cli.ts", "backend/cpu/runtime/thread.ts", "data/feed/gather_worker.ts"];
  const found = await Promise.all(entries.map(async (entry) => {
    const { stdout } = await deno("info", "--json", entry);
    const { modules } = JSON.parse(stdout) as { readonly modules: readonly { readonly specifier: string }[] };
    return modules.map(({ specifier }) => specifier).filter((specifier) => specifier.startsWith(root.href));
  }));
  return [...new Set(found.flat())].map((specifier) => specifier.slice(root.href.length));
}

async function deno(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const options = { args, cwd: fileURLToPath(root), env: { NO_COLOR: "1" } };
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), options).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
