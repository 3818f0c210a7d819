/**
 * What `inspect` says of files of other programs.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { inspectFiles, type Inspection } from "../../../cli/inspect/inspection.ts";
import { reportLines } from "../../../cli/inspect/inspection_report.ts";
import { sharedPath } from "../../shared_data.ts";

interface Case {
  readonly file: readonly string[];
  readonly tells: (inspection: Inspection) => void;
}

const CASES: readonly Case[] = [
  {
    file: ["siemens_star_64.npz"],
    tells: ({ findings, arguments: words }) => {
      assertEquals(findings.filter(({ severity }) => severity !== "info"), []);
      assertEquals(words?.slice(2), ["--measurement=amplitude", "--crop=64", "--units=px"]);
    },
  },
  {
    file: ["formats", "cdtools_PETRAIII_P25_Near_Field_Ptycho.cxi"],
    tells: ({ findings, study }) => {
      assertEquals(findings[0]?.code, "near-field");
      const { mean, stack } = study.patterns ?? {};
      const masked = [...mean?.valid.keys() ?? []].filter((p) => mean?.valid[p] === 0);
      assertEquals(masked, [1739, 2176, 6209, 7623, 8581]);
      assertEquals(stack?.count, 200);
      assertEquals(study.fields.pad, 128);
    },
  },
  {
    file: ["formats", "mdw771_test235_truncated.npz"],
    tells: ({ findings, study, layout, arguments: words }) => {
      assertEquals(layout.fields.measurement, "intensity");
      // The command masks what the findings name: [215, 194] saw nothing beside 5300 to 8500 photons.
      assert(words?.includes("--hot-pixels") && words.includes("--dead-pixels"));
      assert(study.odd.dead.includes(215 * 512 + 194) && study.odd.dead.length < 30);
      const codes = findings.map(({ code }) => code);
      assert(codes.includes("no-probe") && codes.includes("dead-pixels") && codes.includes("pixel-size-unknown"));
      // The light is a ring about the middle; the brightest of its speckles, at (−29, +39) px, is named.
      assertAlmostEquals(study.patterns?.beam?.row ?? 0, 256, 1);
      assertAlmostEquals(study.patterns?.beam?.column ?? 0, 256, 1);
      assertMatch(findings.find(({ code }) => code === "beam")?.message ?? "", /\[227, 295\].*\(−29, \+39\) px/);
      assertEquals(study.fields.crop, 256);
    },
  },
  {
    file: ["formats", "ptychi_metadata_250_truePos.hdf5"],
    tells: ({ findings }) => assertEquals(findings[0]?.code, "no-patterns"),
  },
  {
    file: ["formats", "ptychojl_dp_4_v73.mat"],
    tells: ({ study }) => assertEquals([study.patterns?.stack.count, study.patterns?.measurement], [1, "intensity"]),
  },
  {
    file: ["formats", "ptychonn_20191008_39_diff_sample.npy"],
    tells: ({ study }) => {
      assertEquals([study.patterns?.stack.count, study.patterns?.stack.raster], [4, [2, 2]]);
      assertAlmostEquals(study.patterns?.beam?.column ?? 0, 133.4, 0.5);
    },
  },
  { file: ["formats", "ptychonn_lfs_pointer.npz"], tells: unreadable(/Git LFS pointer: git lfs pull/) },
  { file: ["formats", "cdtools_gold_balls_result.pickle"], tells: unreadable(/Python pickle/) },
  { file: ["formats", "tike_hermite.mat"], tells: unreadable(/MATLAB 5/) },
];

function unreadable(reason: RegExp): Case["tells"] {
  return ({ files, findings, arguments: words }) => {
    assertMatch(files[0]?.problem ?? "", reason);
    assertEquals([findings[0]?.code, words], ["file-unreadable", null]);
  };
}

for (const { file, tells } of CASES) {
  const path = sharedPath("data", ...file);
  Deno.test({
    name: `inspectFiles() tells what ${file.at(-1)} is`,
    ignore: path === null,
    fn: async () => {
      const inspection = await inspectFiles([path ?? ""]);
      tells(inspection);
      const lines = reportLines(inspection, { program: "exitwave", all: false });
      assert(lines.length <= 60);
      for (const { message } of inspection.findings) assert(message.includes(path ?? ""), message);
    },
  });
}
