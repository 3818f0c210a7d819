import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { inspectFiles } from "../../../cli/inspect/inspection.ts";
import { trialFinding, trialLines, trialValue } from "../../../cli/inspect/trial_report.ts";
import { type TriedInspection, tryInspected } from "../../../cli/inspect/try_inspected.ts";
import type { ImportInput } from "../../../config/fields/import_input.ts";
import { realArray } from "../../../data/formats/npy_encode.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { TempDir, withTempDir } from "../../data/temp_dir.ts";
import { exitwaveEach } from "../program.ts";

const made = simulateScan({ patchSize: 32, patterns: 40, photons: 1e6, seed: 3 });

/** Counts as a detector has them, and positions whose x runs the other way, in micrometres, on pixels of 20 nm. */
async function writeRaw(path: string): Promise<void> {
  await writeNpz(path, {
    frames: realArray(Uint16Array.from(made.amplitude, (value) => Math.round(value ** 2)), [40, 32, 32]),
    x_um: realArray(made.x.map((at) => -0.02 * at)),
    y_um: realArray(made.y.map((at) => 0.02 * at)),
    probe: { kind: "complex", dtype: "c8", shape: [32, 32], re: made.probe.re, im: made.probe.im },
  });
}

const RAW: ImportInput = { units: "um", pixelSize: 20e-9, probe: "probe" };

async function tried(
  set: ImportInput,
  controller = new AbortController(),
  onProgress = (): void => {},
): Promise<TriedInspection> {
  await selectAccelerator("cpu", { threads: 1 });
  using space = new TempDir();
  await writeRaw(`${space.path}/raw.npz`);
  const seen = await inspectFiles([`${space.path}/raw.npz`], set);
  return await tryInspected(seen, set, {
    onProgress,
    signal: controller.signal,
    inWords: ({ message }) => `told: ${message}`,
  });
}

Deno.test("tryInspected() finds the orientation of raw frames, and the import command has it", async () => {
  const inspection = await tried(RAW);
  assert(inspection.tried);
  const { tried: { axes, now, trial } } = inspection;
  assertEquals([axes, now], [{ orientation: "flip_x", rotation: 0 }, { orientation: "none", rotation: 0 }]);
  assertEquals(inspection.arguments?.filter((word) => /orientation|rotation/.test(word)), ["--orientation=flip_x"]);
  const [finding, ...more] = inspection.findings.filter(({ code }) => code.startsWith("orientation"));
  assertEquals([finding?.code, finding?.severity, more], ["orientation-tried", "warning", []]);
  assertMatch(finding?.message ?? "", /^a trial wants --orientation flip_x, not none: .*; no angle is better than 0; /);
  assertMatch(finding?.message ?? "", /flip_y, its half turn, explains them as well with another probe/);
  const same = trialFinding({ trial, axes, now: { orientation: "flip_x", rotation: 0 } });
  assertEquals([same.severity, same.message.startsWith("a trial agrees with --orientation flip_x:")], ["info", true]);
  const value = trialValue(inspection.tried) as Record<string, unknown>;
  assertEquals(value.axes, axes);
  assertEquals(value.halfTurn, { orientation: "flip_y", rotation: 0, toldBy: "probe" });
  const [best] = value.tries as readonly unknown[];
  const { rFactors: _, axes: own, ...numbers } = trial.tries[0] ?? {};
  assertEquals(best, { ...own, ...numbers });
  const lines = trialLines(inspection.tried, 3);
  assertEquals(lines.length, 6);
  assertMatch(lines[2] ?? "", /^ {2}flip_x +-?[\d.]+° +0\.\d{4} +[\d.]+ +\d\.\d\d$/);
});

Deno.test("trialFinding() leaves a half turn open, and says where a trial is not decisive", () => {
  const verdict = { halfTurnBy: null, gain: 0.3, deviations: 8, axes: null, likenessOfTwin: 1, turned: true };
  const trial = { ...verdict, tries: [], patterns: { fitted: 32, heldOut: 8 }, iterations: 30 };
  const now = { orientation: "flip_y", rotation: 0 } as const;
  const axes = { orientation: "flip_y", rotation: -3.5 } as const;
  const open = trialFinding({ axes, now, trial }).message;
  assertMatch(open, /wants --orientation flip_y --rotation -3\.5, not flip_y: /);
  assertMatch(open, /flip_x, its half turn, explains them alike: its image is turned by 180°, and its phase/);
  const none = trialFinding({ trial: { ...trial, gain: 0.004 }, now, axes: null });
  assertMatch(none.message, /^a trial of orientations is not decisive: \w+ explains the patterns best, and the next/);
  assertMatch(none.message, /0\.4 % worse, by -?[\d.]+ standard errors; set --orientation where you know it$/);
});

Deno.test("tryInspected() says why there is no trial, and keeps what was seen", async () => {
  const { tried: none, findings, arguments: words } = await tried({ ...RAW, pixelSize: null });
  assertEquals(none, null);
  const [finding] = findings.filter(({ code }) => code === "orientation-not-tried");
  assertMatch(
    finding?.message ?? "",
    /^told: Cannot place positions in um as nothing tells the size of an object pixel/,
  );
  assertEquals(words?.[0], "import");
});

Deno.test("tryInspected() stops with the signal's reason", async () => {
  const controller = new AbortController();
  const stopping = tried(RAW, controller, () => controller.abort(new Error("enough")));
  await assertRejects(() => stopping, Error, "enough");
});

Deno.test("inspect --try-orientations says by its flags what a trial lacks", async () => {
  await withTempDir(async (directory) => {
    await writeRaw(`${directory}/raw.npz`);
    const [run] = await exitwaveEach(directory, [["inspect", "raw.npz", "--units=um", "--try-orientations", "--json"]]);
    assertEquals(run?.code, 0, run?.stderr);
    const { findings, orientationTrial } = JSON.parse(run?.stdout ?? "");
    const [finding] = findings.filter(({ code }: { code: string }) => code === "orientation-not-tried");
    assertMatch(finding.message, /^Cannot place positions in um .*--pixel-size/);
    assertEquals(orientationTrial, undefined);
  });
});
