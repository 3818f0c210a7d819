/** What was made of a network goes with it, and nothing else. */
import { dirname } from "node:path";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { recordedProducts, recordProducts, removeProducts } from "../../run/products.ts";
import { exitwave, TINY } from "../cli/program.ts";
import { withTempDir } from "../data/temp_dir.ts";

/** Paths of all files below a directory, sorted. */
async function filesIn(directory: string, prefix = ""): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(directory));
  const paths = entries.map(async ({ name, isDirectory }) =>
    isDirectory ? await filesIn(`${directory}/${name}`, `${prefix}${name}/`) : [`${prefix}${name}`]
  );
  return (await Promise.all(paths)).flat().sort();
}

async function write(path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, text);
}

Deno.test("train --overwrite leaves nothing that infer and evaluate made of the old network, and all that is a user's", async () => {
  await withTempDir(async (cwd) => {
    await writeScan(`${cwd}/scan.npz`, simulateScan({ patchSize: 64, patterns: 6, photons: 1e5 }));
    const run = async (...args: readonly string[]): Promise<void> => {
      const { code, stderr } = await exitwave(cwd, args);
      assertEquals(code, 0, stderr);
    };
    const training = ["train", "--train-data-file", "scan.npz", "--output-dir", "run", ...TINY];
    const inference = ["infer", "--model-path", "run", "--test-data-file", "scan.npz", "--accelerator", "cpu"];
    await run(...training);
    const begun = await filesIn(`${cwd}/run`);
    await run(...inference, "--output-dir", "run/image", "--log-patch-stats", "--set", "inference.debug=true");
    await run(...inference, "--output-dir", `${cwd}/run/deep/star image`, "--no-results");
    await run(...inference, "--output-dir", "elsewhere", "--no-results");
    await run("evaluate", "run/image", "scan.npz", "--output-dir", "run/image");
    await run("evaluate", "run/image", "scan.npz", "--output-dir", "run");
    assertEquals((await filesIn(`${cwd}/run`)).includes("image/debug/coverage.png"), true);
    const { digest } = JSON.parse(await Deno.readTextFile(`${cwd}/run/run.json`)).data.scan;
    for (const { path, scan } of recordedProducts(`${cwd}/run`)) {
      const isComparison = /(metrics\.json|frc\.csv|comparison\.png)$/.test(path);
      assertEquals(scan, isComparison ? undefined : { path: "scan.npz", digest }, path);
    }
    // A user's own files: beside, a copy, and one that was drawn into.
    const own = ["image/notes.txt", "image/debug/mine.png", "image/metrics-mine.json", "keep/reconstruction.npz"];
    for (const path of own) await write(`${cwd}/run/${path}`, path);
    await Deno.copyFile(`${cwd}/run/image/reconstructed_phase.png`, `${cwd}/run/keep/reconstructed_phase.png`);
    await write(`${cwd}/run/deep/star image/reconstructed_phase.png`, "annotated");
    await run(...training, "--overwrite");
    const left = (await filesIn(`${cwd}/run`)).filter((path) => !/checkpoints\/epoch=/.test(path));
    assertEquals(
      left,
      [
        ...begun.filter((path) => !/checkpoints\/epoch=/.test(path)),
        ...own,
        "deep/star image/reconstructed_phase.png",
        "keep/reconstructed_phase.png",
      ].sort(),
    );
    assertEquals((await filesIn(`${cwd}/elsewhere`)).includes("reconstruction.npz"), true);
  });
});

Deno.test("removeProducts() keeps to the run whatever the record says", async () => {
  await withTempDir(async (cwd) => {
    await write(`${cwd}/run/run.json`, "{}");
    await write(`${cwd}/run/checkpoints/last.safetensors`, "");
    await write(`${cwd}/outside.txt`, "same");
    await write(`${cwd}/run/inside.txt`, "same");
    await recordProducts([`${cwd}/run/inside.txt`, `${cwd}/outside.txt`]);
    const record = await Deno.readTextFile(`${cwd}/run/products.jsonl`);
    assertStringIncludes(record, '"path":"inside.txt"');
    assertEquals(record.includes("outside"), false);
    const odd = [
      ...["../outside.txt", `${cwd}/outside.txt`, "a/../../outside.txt"].map((path) =>
        record.replace("inside.txt", path)
      ),
      ...["null\n", "[]\n", "{", "\u0000\n"],
    ];
    await write(`${cwd}/run/products.jsonl`, odd.join("") + record);
    await removeProducts(`${cwd}/run`);
    assertEquals(await filesIn(cwd), [
      "outside.txt",
      "run/checkpoints/last.safetensors",
      "run/products.jsonl",
      "run/run.json",
    ]);
  });
});

Deno.test("recordedProducts() has each file once, as it was written last, the last last, and none beside the run", async () => {
  await withTempDir(async (directory) => {
    await write(`${directory}/run/payload.json`, "{}");
    await Deno.mkdir(`${directory}/run/checkpoints`);
    const names = ["a.png", "deep/b.png", "a.png"];
    for (const [index, name] of names.entries()) {
      await write(`${directory}/run/${name}`, String(index));
      await recordProducts([`${directory}/run/${name}`]);
    }
    const scan = { path: "scan.npz", digest: "sha256:00" };
    await write(`${directory}/run/c.npz`, "c");
    await recordProducts([`${directory}/run/c.npz`], { scan });
    const odd = ['{"path":"../out","digest":"x"}', '{"path":"d","digest":"x","scan":{"path":1}}', '{"path":'];
    await Deno.writeTextFile(`${directory}/run/products.jsonl`, odd.join("\n"), { append: true });
    const products = recordedProducts(`${directory}/run`);
    assertEquals(products.map(({ path }) => path), ["deep/b.png", "a.png", "c.npz", "d"]);
    assertEquals(products.map(({ scan }) => scan), [undefined, undefined, scan, undefined]);
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("2"));
    assertEquals(products[1]?.digest, `sha256:${new Uint8Array(digest).toHex()}`);
    assertEquals(recordedProducts(`${directory}/elsewhere`), []);
  });
});
