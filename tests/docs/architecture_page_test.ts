import { assertEquals } from "@std/assert";
import { FOLDER_EDGES, FOLDER_PACKAGES } from "../architecture/folder_edges.ts";

Deno.test("docs/architecture.md shows the import edges and packages that the architecture test enforces", async () => {
  const text = await Deno.readTextFile(new URL("../../docs/architecture.md", import.meta.url));
  const rows = [...text.matchAll(/^\| `([\w/]+)` +\|[^|]*\|([^|]*)\|([^|]*)\|$/gm)];
  const shown = rows.map(([, folder = "", edges = "", packages = ""]) => [folder, names(edges), names(packages)]);
  const enforced = Object.keys(FOLDER_EDGES).map((folder) => [folder, FOLDER_EDGES[folder], FOLDER_PACKAGES[folder]]);
  assertEquals(shown, enforced);
});

function names(cell: string): string[] {
  return cell.split(",").map((name) => name.trim()).filter((name) => name !== "");
}
