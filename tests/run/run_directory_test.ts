import { dirname } from "node:path";
import { assertEquals, assertRejects } from "@std/assert";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { openRunDirectory } from "../../run/run_directory.ts";
import { namesIn } from "../train/tiny_run.ts";
import { TempDir } from "../data/temp_dir.ts";

const PAYLOAD = createTrainingPayload({});

async function withRun(test: (directory: string) => Promise<void>): Promise<void> {
  using space = new TempDir();
  const directory = `${space.path}/deep/run`;
  await openRunDirectory(directory, PAYLOAD);
  await Deno.mkdir(`${directory}/checkpoints`);
  for (
    const name of [
      "metrics.csv",
      "notes.txt",
      "checkpoints/last.safetensors",
      "checkpoints/.last.safetensors.00000000.tmp",
    ]
  ) {
    await Deno.writeTextFile(`${directory}/${name}`, "");
  }
  await test(directory);
}

Deno.test("openRunDirectory() makes the directory and writes the payload", async () => {
  await withRun(async (directory) => {
    assertEquals(JSON.parse(await Deno.readTextFile(`${directory}/payload.json`)), structuredClone(PAYLOAD));
  });
});

Deno.test("openRunDirectory() refuses a directory that holds a run, with the remedies", async () => {
  await withRun(async (directory) => {
    await assertRejects(
      () => openRunDirectory(directory, PAYLOAD),
      Error,
      `Cannot start a run in ${directory} as it already holds one: choose another execution.outputDir, ` +
        "resume the run, or overwrite it",
    );
  });
});

Deno.test("openRunDirectory() sweeps temporaries and keeps the run where it is resumed", async () => {
  await withRun(async (directory) => {
    await openRunDirectory(directory, PAYLOAD, { resume: true });
    assertEquals(await namesIn(directory), ["checkpoints", "metrics.csv", "notes.txt", "payload.json"]);
    assertEquals(await namesIn(`${directory}/checkpoints`), ["last.safetensors"]);
  });
});

Deno.test("openRunDirectory() removes what the old run wrote, and only that, where it is overwritten", async () => {
  await withRun(async (directory) => {
    const written = ["images/epoch=00/patch_00001/amplitude.png", "images/epoch=01/stitched/phase.png"];
    const kept = [
      "images/epoch=01/stitched/notes.txt",
      "images/epoch=01/stitched/annotated.png",
      "images/epoch=1/stitched/phase.png",
      "images/mine.png",
      "checkpoints/epoch=07-poisson_val=1.0000.safetensors/notes.txt",
      "events.out.tfevents.notes",
      "checkpoints/epoch=00-poisson_val=1.0 my copy.safetensors",
      "checkpoints/mine.safetensors",
    ];
    const ranked = "checkpoints/epoch=00-poisson_val=1.0000.safetensors";
    for (const path of [...written, ...kept, ranked]) {
      await Deno.mkdir(dirname(`${directory}/${path}`), { recursive: true });
      await Deno.writeTextFile(`${directory}/${path}`, "");
    }
    await openRunDirectory(directory, PAYLOAD, { overwrite: true });
    assertEquals(await namesIn(directory), [
      "checkpoints",
      "events.out.tfevents.notes",
      "images",
      "notes.txt",
      "payload.json",
    ]);
    assertEquals(await namesIn(`${directory}/images`), ["epoch=01", "epoch=1", "mine.png"]);
    for (const path of kept) await Deno.stat(`${directory}/${path}`);
    for (const path of [...written, ranked]) {
      await assertRejects(() => Deno.stat(`${directory}/${path}`), Deno.errors.NotFound);
    }
  });
});

Deno.test("openRunDirectory() sweeps temporaries of what a run writes, wherever it does, and no others", async () => {
  await withRun(async (directory) => {
    const swept = [
      ".run.json.0123abcd.tmp",
      ".metrics.csv.0123abcd.tmp",
      ".report.html.0123abcd.tmp",
      "checkpoints/.epoch=00-poisson_val=1.0000.safetensors.0123abcd.tmp",
      "images/epoch=00/patch_00001/.phase.png.0123abcd.tmp",
    ];
    const kept = [
      ".notes.txt.0123abcd.tmp",
      "checkpoints/.mine.safetensors.0123abcd.tmp",
      "images/epoch=00/.phase.png.0123abcd.tmp",
      "images/epoch=00/patch_00001/.annotated.png.0123abcd.tmp",
    ];
    await Deno.mkdir(`${directory}/images/epoch=00/patch_00001`, { recursive: true });
    for (const path of [...swept, ...kept]) await Deno.writeTextFile(`${directory}/${path}`, "");
    await openRunDirectory(directory, PAYLOAD, { resume: true });
    for (const path of swept) await assertRejects(() => Deno.stat(`${directory}/${path}`), Deno.errors.NotFound);
    for (const path of kept) await Deno.stat(`${directory}/${path}`);
  });
});

Deno.test("openRunDirectory() says so where a file is in the way", async () => {
  using space = new TempDir();
  const file = `${space.path}/run`;
  await Deno.writeTextFile(file, "");
  await assertRejects(() => openRunDirectory(file, PAYLOAD), Error, `Cannot create the run directory ${file}`);
});
