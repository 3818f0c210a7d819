import { assertEquals } from "@std/assert";
import { printedBlocks } from "./printed_blocks.ts";

Deno.test("printedBlocks() reads blocks with their line, the file that they are saved as, and what of them is run", () => {
  const page = [
    ...["# A", "```sh", "one \\", "  two", "```", "", "<!-- not run: it needs a server -->", "", "```sh", "three"],
    ...["```", "", "<!-- run with --max-epochs 8 -->", "```sh", "four", "```"],
    ...["text", "```ts", "// my_run.ts", "export default {};", "```"],
  ];
  const block = { saveAs: null, notRun: null, epochs: null };
  assertEquals(printedBlocks(page.join("\n")), [
    { ...block, language: "sh", text: "one \\\n  two\n", line: 2 },
    { ...block, language: "sh", text: "three\n", line: 9, notRun: "it needs a server" },
    { ...block, language: "sh", text: "four\n", line: 14, epochs: 8 },
    { ...block, language: "ts", text: "// my_run.ts\nexport default {};\n", line: 18, saveAs: "my_run.ts" },
  ]);
});
