import { assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { TempDir } from "../../data/temp_dir.ts";
import { makeRun } from "../../recon/report/made_run.ts";
import { exitwaveEach } from "../program.ts";

Deno.test({
  name: "watch serves with no permission but its directory and 127.0.0.1, and ends with its signal",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using space = new TempDir();
    await makeRun(`${space.path}/runs/first`, { side: 0 });
    const directory = `${space.path}/runs`;
    const rights = [`--allow-read=${directory}`, `--allow-write=${directory}`, "--allow-net=127.0.0.1", "--no-prompt"];
    const program = fileURLToPath(new URL("../../../cli.ts", import.meta.url));
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-check",
        "--no-code-cache",
        ...rights,
        program,
        "watch",
        `${directory}/`,
        "--port",
        "0",
        "--json",
      ],
      ...{ cwd: "/", stdin: "null", stdout: "piped", stderr: "piped" },
    }).spawn();
    const reader = child.stdout.getReader();
    let printed = "";
    while (!printed.includes("}\n")) printed += new TextDecoder().decode((await reader.read()).value);
    const { url, port, directory: told } = JSON.parse(printed);
    assertEquals(told, `${directory}/`);
    assertMatch(url, new RegExp(`^http://127\\.0\\.0\\.1:${port}/\\?token=[0-9a-f]{32}$`));
    const page = await (await fetch(url)).text();
    assertMatch(page, /<a href="\/run\?run=first&amp;token=/);
    child.kill("SIGINT");
    await reader.cancel();
    const stderr = await new Response(child.stderr).text();
    assertEquals([(await child.status).code, stderr], [130, "watching until Ctrl-C\n"]);
  },
});

Deno.test("watch refuses what it cannot do in one line", async () => {
  using space = new TempDir();
  const lines = [["watch"], ["watch", "none"], ["watch", ".", "--port", "x"], ["watch", ".", "--port", "65536"]];
  const finished = await exitwaveEach(space.path, lines);
  assertEquals(finished.map(({ code }) => code), [2, 1, 2, 2]);
  assertEquals(finished.map(({ stderr }) => stderr.trim().split("\n")[0]), [
    "error: Cannot run watch as it needs a directory: watch DIR",
    "error: Cannot watch none as there is no such directory",
    'error: Cannot run watch as --port must be a whole number from 0 to 65535: current value is "x"',
    'error: Cannot run watch as --port must be a whole number from 0 to 65535: current value is "65536"',
  ]);
});
