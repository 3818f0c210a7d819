import { assertEquals } from "@std/assert";

const root = new URL("../../", import.meta.url);

const FOLDERS = [
  ...["backend", "bench", "cli", "config", "data", "docs", "examples", "model", "recon", "run", "scripts", "train"],
];
const PATH = /(?:[a-z]+\/)+[\w.]+\.(?:ts|json|md|wasm)\b/g;

for (const page of ["README.md", "CHANGELOG.md", "SECURITY.md", ...filesIn("docs", ".md")]) {
  Deno.test(`${page} names only files that exist`, () => {
    const url = new URL(page, root);
    const text = Deno.readTextFileSync(url);
    const links = [...text.matchAll(/\]\((\.?[\w./-]+)(?:#[^)]*)?\)/g)].map(([, target = ""]) => new URL(target, url));
    const inText = [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, code = ""]) => pathsIn(code));
    const missing = [...links, ...inText].filter((target) => !exists(target));
    assertEquals(missing.map(({ pathname }) => pathname.slice(root.pathname.length)), []);
  });
}

for (const folder of FOLDERS) {
  Deno.test(`comments in ${folder}/ name only files that exist`, () => {
    const missing = filesIn(folder, ".ts").flatMap((path) => {
      const text = Deno.readTextFileSync(new URL(path, root));
      const comments = [...text.matchAll(/\/\*\*[^]*?\*\/|^\s*\/\/.*$/gm)].join("\n");
      const named = [...comments.matchAll(/[`(]([^`()\n]+)[`)]/g)].flatMap(([, code = ""]) => pathsIn(code));
      return named.filter((target) => !exists(target)).map(({ pathname }) => `${path}: ${pathname}`);
    });
    assertEquals(missing, []);
  });
}

/** Files of the repository that a text names, by its own folders: `data/scan.ts`, but not `runs/star/run.json`. */
function pathsIn(text: string): URL[] {
  const paths = [...text.matchAll(PATH)].map(([path]) => path);
  const whole = paths.map((path) => path.replace(/^assembly\//, "backend/cpu/assembly/"));
  return whole.filter((path) => FOLDERS.some((folder) => path.startsWith(`${folder}/`))).map((path) =>
    new URL(path, root)
  );
}

function filesIn(folder: string, ending: string): string[] {
  return [...Deno.readDirSync(new URL(folder, root))].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    return isDirectory ? filesIn(path, ending) : name.endsWith(ending) ? [path] : [];
  });
}

function exists(url: URL): boolean {
  try {
    return Deno.statSync(url).isFile;
  } catch {
    return false;
  }
}
