import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { withTempDir } from "../../data/temp_dir.ts";
import { exitwaveEach, startExitwave } from "../program.ts";

const SIMULATE = ["simulate", "-o", "star.npz", "--patch-size", "32", "--patterns", "81", "--photons", "1e6"];
const RECONSTRUCT = ["reconstruct", "star.npz", "-o", "image", "--accelerator", "cpu", "--quiet"];

async function names(directory: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name).sort();
}

Deno.test("evaluate --half-scans tells what is resolved, by which method, and where the files are", async () => {
  await withTempDir(async (cwd) => {
    const [, , told, json, quiet, refused, both, scan, neither, named, nowhere] = await exitwaveEach(cwd, [
      SIMULATE,
      [...RECONSTRUCT, "--iterations", "4"],
      ["evaluate", "image", "--half-scans"],
      ["evaluate", "--half-scans", "image/", "-o", "half", "--scan", "star.npz", "--json"],
      ["evaluate", "image", "--half-scans", "--quiet"],
      ["evaluate", "--half-scans"],
      ["evaluate", "image", "star.npz", "--half-scans"],
      ["evaluate", "image", "star.npz", "--scan", "star.npz"],
      ["evaluate", "star.npz", "--half-scans"],
      ["evaluate", "image", "--half-scans", "--accelerator", "cpu", "--json", "-o", "named"],
      ["evaluate", "image", "--half-scans", "--accelerator", "abacus"],
    ]);
    assertEquals(JSON.parse(named?.stdout ?? "").frc, JSON.parse(json?.stdout ?? "").frc);
    assertEquals(nowhere?.code, 3);
    assertMatch(nowhere?.stderr ?? "", /accelerator must be one of .*: current value is "?abacus/);
    assertEquals([told?.code, told?.stderr], [0, ""]);
    const lines = told?.stdout.trimEnd().split("\n") ?? [];
    assertMatch(lines[0] ?? "", /^halves of 4[01] and 4[01] patterns of star\.npz, each by 4 iterations of rpie, in /);
    assertMatch(lines[1] ?? "", /^FRC of the halves: half a bit .* px\), one bit .* px\), 1\/7 .* px\), 1\/2 .* px\)$/);
    assertMatch(
      lines[2] ?? "",
      /^resolution \(full period\) [\d.]+ nm( or less)? by FRC, half a bit, with pixels of 10 nm$/,
    );
    assertStringIncludes(told?.stdout ?? "", "each half has half of the photons");
    assertEquals(lines.slice(-3), ["image/half_scans.png", "image/half_scans.json", "image/half_scans_frc.csv"]);

    const value = JSON.parse(json?.stdout ?? "");
    assertEquals([json?.code, value.kind, value.files.figure], [0, "engine", "half/half_scans.png"]);
    assertEquals(await names(`${cwd}/half`), ["half_scans.json", "half_scans.png", "half_scans_frc.csv"]);
    assertEquals([quiet?.code, quiet?.stdout, quiet?.stderr], [0, "", ""]);
    for (const result of [refused, both]) {
      assertEquals(result?.code, 2);
      assertMatch(result?.stderr ?? "", /^error: Cannot evaluate half scans as that needs one directory, .*\n$/);
    }
    assertEquals([scan?.code, scan?.stderr], [2, "error: Cannot use --scan as it is for --half-scans\n"]);
    assertEquals(neither?.code, 1);
    assertMatch(neither?.stderr ?? "", /^error: Cannot evaluate half scans of star\.npz as it is neither of .*\n$/);
  });
});

Deno.test({
  name: "evaluate --half-scans ends with 130 on SIGINT, and leaves nothing behind",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await withTempDir(async (cwd) => {
      await exitwaveEach(cwd, [SIMULATE, [...RECONSTRUCT, "--iterations", "1"]]);
      const path = `${cwd}/image/payload.json`;
      await exitwaveEach(cwd, [["reconstruct", "star.npz", "--dry-run", "--json", "--iterations", "1000000"]])
        .then(([endless]) => Deno.writeTextFile(path, endless?.stdout ?? ""));
      const before = await names(`${cwd}/image`);
      const child = startExitwave(cwd, ["evaluate", "image", "--half-scans", "-o", "out/half"]);
      const stderr = new Response(child.stderr).text();
      await child.stdout.cancel();
      while (!(await names(cwd)).includes("out")) await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill("SIGINT");
      assertEquals((await child.status).code, 130);
      assertMatch(
        await stderr,
        /^SIGINT: stopping after this batch\nerror: Cannot finish the evaluation as it was stopped: nothing was written\n$/,
      );
      assertEquals(await names(`${cwd}/image`), before);
      assertEquals(await names(`${cwd}/out`), []);
    });
  },
});
