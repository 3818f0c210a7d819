import { assertEquals } from "@std/assert";

const root = new URL("../../", import.meta.url);

Deno.test(".gitignore has what README, guide and the pages for newcomers have a user write into the clone", async () => {
  const rules = (await Deno.readTextFile(new URL(".gitignore", root))).split("\n")
    .filter((line) => line.startsWith("/"))
    .map((line) => new RegExp(`^${line.slice(1).replaceAll(".", "\\.").replaceAll("*", "[^/]*")}`));
  const texts = await Promise.all(
    ["README.md", "docs/guide.md", "docs/from_ptychopinn.md", "docs/from_lightning_and_hydra.md"].map((page) =>
      Deno.readTextFile(new URL(page, root))
    ),
  );
  const commands = [...texts.join("\n").matchAll(/```sh\n([^]*?)```/g)].flatMap(([, block = ""]) => block.split("\n"));
  const written = commands.flatMap((line) =>
    [...line.matchAll(/ (?:--output-dir|--output|-o|--config|--test-data-file|--train-data-file)[ =](\S+)/g)]
      .map(([, path = ""]) => path)
  );
  assertEquals(written.includes("scan.npz"), true);
  const left = written.filter((path) => !path.startsWith("/") && !rules.some((rule) => rule.test(path)));
  assertEquals(left, []);
});
