/** The short way: scan, run and truth as words, and directories that nobody names. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { createInferencePayload, infer, parsePayload } from "@exitwave/exitwave";
import { withTempDir } from "../data/temp_dir.ts";
import { exitwave, exitwaveEach, type FinishedLine, TINY } from "./program.ts";

async function names(directory: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(directory), ({ name }) => name)).sort();
}

async function run(cwd: string, lines: readonly string[]): Promise<FinishedLine[]> {
  const results = await exitwaveEach(cwd, lines.map((line) => line.split(" ")));
  assertEquals(results.map(({ code, stderr }) => code === 0 ? "" : stderr), lines.map(() => ""));
  return results;
}

const TINILY = TINY.join(" ");
const IMAGE = [
  "diagnostics.npz",
  "reconstructed_amplitude.png",
  "reconstructed_phase.png",
  "reconstruction.npz",
  "results.png",
];
/** Those of them that take a while. */
const RESULTS = ["diagnostics.npz", "results.png"];

Deno.test("train, infer and evaluate take words, and write where the scan and the run say", async () => {
  await withTempDir(async (cwd) => {
    await run(cwd, [
      "simulate -o one.npz --patterns 8 --patch-size 64",
      "simulate -o two.npz --patterns 12 --patch-size 64 --seed 7",
      `train one.npz ${TINILY}`,
      `train ${TINILY} two.npz`,
      `train -o mine one.npz --fast-dev-run ${TINILY}`,
      `train --config runs/one two.npz --dry-run`,
    ]);
    assertEquals(await names(`${cwd}/runs`), ["one", "two"]);
    assertEquals((await names(cwd)).includes("mine-fast-dev-run"), true);
    const payload = parsePayload(JSON.parse(await Deno.readTextFile(`${cwd}/runs/two/payload.json`)));
    assertEquals(payload.data.scan, "two.npz");
    const again = await exitwave(cwd, ["train", "one.npz", "--quiet"]);
    assertEquals([again.code, again.stderr.includes("Cannot start a run in runs/one as it already holds one")], [
      1,
      true,
    ]);

    const [first, second, third] = await run(cwd, [
      "infer runs/one --log-patch-stats --inference-debug --accelerator cpu",
      "infer runs/one/checkpoints/last.safetensors two.npz --json --accelerator cpu",
      "infer runs/one -o elsewhere --accelerator cpu --no-results",
    ]);
    const image = `${cwd}/runs/one/image`;
    assertStringIncludes(first?.stdout ?? "", "8 patterns of one.npz to ");
    assertEquals(first?.stdout.includes("replaced"), false);
    const told = JSON.parse(second?.stdout ?? "");
    assertEquals([told.scan, told.patterns, told.replaced.length], ["two.npz", 12, 12]);
    assertEquals(await names(image), IMAGE); // of the second image alone, debug/ too
    assertEquals(await names(`${cwd}/elsewhere`), IMAGE.filter((name) => !RESULTS.includes(name)));
    assertEquals(third?.stdout.includes("replaced"), false);

    await Deno.writeTextFile(`${image}/notes.txt`, "mine");
    await Deno.mkdir(`${image}/debug`);
    await Deno.writeTextFile(`${image}/debug/notes.txt`, "mine");
    const [compared, fourth] = await run(cwd, [
      "evaluate runs/one/image two.npz -o runs/one/image",
      "infer runs/one --accelerator cpu",
    ]);
    assertStringIncludes(compared?.stdout ?? "", "correlation");
    assertStringIncludes(fourth?.stdout ?? "", "replaced the files of an earlier inference");
    const kept = ["comparison.png", "debug", "frc.csv", "metrics.json", "notes.txt"];
    assertEquals(await names(image), [...kept, ...IMAGE].sort());

    // From elsewhere, another one.npz beside the command: the run knows its own.
    await Deno.mkdir(`${cwd}/away`);
    await Deno.copyFile(`${cwd}/two.npz`, `${cwd}/away/one.npz`);
    const [away] = await run(`${cwd}/away`, ["infer ../runs/one -o there --json --accelerator cpu --no-results"]);
    const found = JSON.parse(away?.stdout ?? "");
    assertEquals([found.scan.endsWith("/one.npz"), found.patterns], [true, 8]);
    assertStringIncludes(found.warnings.join("\n"), "one.npz is another file here than the run began with");

    await Deno.rename(`${cwd}/one.npz`, `${cwd}/moved.npz`);
    const lost = await exitwave(cwd, ["infer", "runs/one", "--quiet"]);
    assertEquals([lost.code, lost.stderr.replace(/checkpoints\/.*?\.safetensors/, "CHECKPOINT")], [
      1,
      "error: Cannot reconstruct the scan that runs/one/CHECKPOINT was trained on as one.npz is not there: " +
      "run it where the network was trained, or name the scan by inference.scan (--test-data-file)\n",
    ]);
  });
});

Deno.test("infer() of the library takes the scan of the training, and its directory, as the command line does", async () => {
  await withTempDir(async (cwd) => {
    const scan = `${cwd}/scan.npz`;
    await run(cwd, [
      `simulate -o ${scan} --patterns 8 --patch-size 64`,
      `train ${scan} ${TINILY}`,
      "infer runs/scan --accelerator cpu --no-results",
    ]);
    const modelPath = `${cwd}/runs/scan`;
    const written = await Deno.readFile(`${modelPath}/image/reconstruction.npz`);
    const payload = createInferencePayload({
      inference: { modelPath, results: false },
      execution: { accelerator: "cpu" },
    });
    const { files, scan: used, replaced } = await infer(payload);
    assertEquals([used, files.reconstruction, replaced.length], [scan, `${modelPath}/image/reconstruction.npz`, 3]);
    assertEquals(await Deno.readFile(files.reconstruction), written);
  });
});
