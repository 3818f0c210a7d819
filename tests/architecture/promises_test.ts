import { assertEquals } from "@std/assert";
import { foreignCode, openDoors, otherPrograms, sentData } from "./promises.ts";
import { readSourceFiles, sourceFile } from "./source_file.ts";

const files = await readSourceFiles(new URL("../../", import.meta.url));

Deno.test("SECURITY.md: no code is run but the program's own and configuration scripts", () => {
  assertEquals(foreignCode(files), []);
});

Deno.test("SECURITY.md: no program is started but git", () => {
  assertEquals(otherPrograms(files), []);
});

Deno.test("SECURITY.md: nothing is sent but to MLflow", () => {
  assertEquals(sentData(files), []);
});

Deno.test("SECURITY.md: nothing listens but on 127.0.0.1", () => {
  assertEquals(openDoors(files), []);
});

Deno.test("foreignCode(), otherPrograms(), sentData() and openDoors() find what is forbidden, and nothing in comments", () => {
  const found = (text: string): string[] => {
    const file = [sourceFile("data/a.ts", text)];
    return [...foreignCode(file), ...otherPrograms(file), ...sentData(file), ...openDoors(file)];
  };
  const forbidden = [
    ...["await import(url);", 'eval("1");', 'new Function("return 1")();', 'new Deno.Command("ls");'],
    ...['import { spawn } from "node:child_process";', 'await fetch("http://a.b");', 'import net from "node:net";'],
    ...["Deno.serve(answer);", 'Deno.serve({ hostname: "0.0.0.0" }, answer);', "Deno.listen({ port: 1 });"],
  ];
  assertEquals(forbidden.map((text) => found(text).length), forbidden.map(() => 1));
  const allowed = [
    ...['await import("./a.ts");', 'Deno.serve({ hostname: "127.0.0.1", port: 0 }, answer);', "// fetch(address)"],
    ...["evaluate(image);", "prefetch(1);", 'const page = "<script>fetch(address)</script>";'],
  ];
  assertEquals(allowed.map(found), allowed.map(() => []));
});
