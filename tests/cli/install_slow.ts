import { assertEquals, assertMatch } from "@std/assert";
import manifest from "../../deno.json" with { type: "json" };
import { fileURLToPath } from "node:url";
import { TINY } from "./program.ts";
import { TempDir } from "../data/temp_dir.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

const SCRIPT = `import { data, execution } from "@exitwave/exitwave/config";
import * as tf from "@tensorflow/tfjs";
import side from "./side.json" with { type: "json" };
export default async (): Promise<unknown> => {
  const { training } = await import("@exitwave/exitwave");
  return { data: data().scan("scan.npz"), training: training().epochs(tf.util.sizeFromShape([side, side])), execution: execution() };
};
`;

const LIBRARY = `import { data, ConfigError, createTrainingPayload } from "${root}mod.ts";
console.log(createTrainingPayload({ data: data().scan("scan.npz") }).data.scan, typeof ConfigError);
`;

interface Place {
  readonly directory: string;
  readonly run: (command: string, ...args: string[]) => Promise<{ code: number; stdout: string; stderr: string }>;
}

/** A folder of a user's, with nothing of ours, and Deno on the PATH as its own installer leaves it. */
async function elsewhere(test: (place: Place) => Promise<void>): Promise<void> {
  using space = new TempDir();
  const directory = space.path;
  await Deno.mkdir(`${directory}/bin`);
  await Deno.symlink(Deno.execPath(), `${directory}/bin/deno`);
  const env = { PATH: `${directory}/bin:${Deno.env.get("PATH")}`, NO_COLOR: "1" };
  await test({
    directory,
    run: async (command, ...args) => {
      const process = new Deno.Command(command, { args, cwd: directory, env, stdin: "null" });
      const { code, stdout, stderr } = await process.output();
      const decoder = new TextDecoder();
      return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
    },
  });
}

Deno.test("deno install makes a command of cli.ts that works in any folder, configuration scripts included", async () => {
  await elsewhere(async ({ directory, run }) => {
    const installed = await run(
      "deno",
      "install",
      "--global",
      "-A",
      "--root",
      directory,
      "-n",
      "exitwave",
      `${root}cli.ts`,
    );
    assertEquals([installed.code, installed.stderr.includes("error")], [0, false], installed.stderr);
    const exitwave = `${directory}/bin/exitwave`;
    const version = await run(exitwave, "--version");
    assertEquals([version.code, version.stdout.split(",")[0]], [0, `exitwave ${manifest.version}`], version.stderr);
    const help = await run(exitwave, "train", "--help");
    assertMatch(help.stdout, /^Usage: exitwave train /m);
    const simulated = await run(exitwave, "simulate", "--output", "scan.npz", "--patterns", "4");
    assertEquals(simulated.code, 0, simulated.stderr);
    await Deno.writeTextFile(`${directory}/side.json`, "2");
    await Deno.writeTextFile(`${directory}/my_run.ts`, SCRIPT);
    const shown = await run(exitwave, "config", "explain", "--config", "my_run.ts", "--accelerator", "cpu");
    assertEquals(shown.code, 0, shown.stderr);
    assertMatch(shown.stdout, /^training\.epochs +4 +\(config \(my_run\.ts:6\)/m);
    assertEquals(shown.stderr, "");
  });
});

Deno.test("mod.ts is imported by its path from another project, and by the name that its deno.json gives", async () => {
  await elsewhere(async ({ directory, run }) => {
    await Deno.writeTextFile(`${directory}/library.ts`, LIBRARY);
    const { code, stdout, stderr } = await run("deno", "run", "-A", "library.ts");
    assertEquals([code, stdout], [0, "scan.npz function\n"], stderr);
    assertEquals(/warning/i.test(stderr), false, stderr);
    const imports = { "@exitwave/exitwave": `${root}mod.ts` };
    await Deno.writeTextFile(`${directory}/deno.json`, JSON.stringify({ imports }));
    await Deno.writeTextFile(`${directory}/named.ts`, LIBRARY.replace(`${root}mod.ts`, "@exitwave/exitwave"));
    const named = await run("deno", "run", "-A", "named.ts");
    assertEquals([named.code, named.stdout], [0, stdout], named.stderr);
  });
});

Deno.test("cli.ts trains from a URL that is no file, with the threads and the workers of one that is", async () => {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, serveFile);
  await elsewhere(async ({ directory, run }) => {
    const cli = `http://127.0.0.1:${server.addr.port}/cli.ts`;
    const cache = JSON.parse((await run("deno", "info", "--json")).stdout) as { readonly npmCache: string };
    // What is downloaded from here is of no use to anybody later; packages are not downloaded again.
    await Deno.mkdir(`${directory}/cache`);
    await Deno.symlink(cache.npmCache, `${directory}/cache/npm`);
    const program = ["env", `DENO_DIR=${directory}/cache`, "deno", "run", "--quiet", "-A", cli] as const;
    const simulated = await run(...program, "simulate", "--output", "scan.npz", "--patterns", "12");
    assertEquals(simulated.code, 0, simulated.stderr);
    const flags = [...TINY, "--workers", "1", "--threads", "2", "--output-dir", "run"];
    const trained = await run(...program, "train", "--train-data-file", "scan.npz", ...flags);
    assertEquals(trained.code, 0, trained.stderr);
    assertEquals((await Deno.stat(`${directory}/run/checkpoints/last.safetensors`)).isFile, true);
  });
});

// --- internal ---

const TYPES: Readonly<Record<string, string>> = {
  ...{ ts: "application/typescript", js: "text/javascript", json: "application/json", wasm: "application/wasm" },
};

async function serveFile(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const file = await Deno.open(`${root}${pathname.slice(1)}`);
  const type = TYPES[pathname.split(".").at(-1) ?? ""] ?? "application/octet-stream";
  return new Response(file.readable, { headers: { "content-type": type } });
}
