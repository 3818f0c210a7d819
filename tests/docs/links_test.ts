import { assertEquals } from "@std/assert";

const root = new URL("../../", import.meta.url);
const pages = [...Deno.readDirSync(new URL("docs", root))].map(({ name }) => name).filter((name) =>
  name.endsWith(".md")
);

for (const name of pages) {
  Deno.test(`docs/${name} names only files that exist`, async () => {
    const url = new URL(`docs/${name}`, root);
    const text = await Deno.readTextFile(url);
    const links = [...text.matchAll(/\]\((\.[^)#]+)/g)].map(([, target = ""]) => new URL(target, url));
    const paths = [...text.matchAll(/`((?:[a-z]+\/)+[\w.]+\.(?:ts|json|md))`/g)]
      .map(([, path = ""]) => path)
      .filter((path) => SOURCE.test(path))
      .map((path) => new URL(path, root));
    const missing = [...links, ...paths].filter((target) => !exists(target));
    assertEquals(missing.map(({ pathname }) => pathname.slice(root.pathname.length)), []);
  });
}

const SOURCE = /^(?:config|data|model|backend|train|recon|cli|tests|docs|examples|bench|std)\//;

function exists(url: URL): boolean {
  try {
    return Deno.statSync(url).isFile;
  } catch {
    return false;
  }
}
