import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { readReportedRun, type ReportedRun } from "../../../recon/report/reading/reported_run.ts";
import { reportHtml } from "../../../recon/report/report_html.ts";
import { sharedTempDir } from "../../data/temp_dir.ts";
import { drawn } from "../figures/drawn.ts";
import { HOSTILE } from "../figures/small_data.ts";
import { type MadeRun, makeRun } from "./made_run.ts";

const DIRECTORY = sharedTempDir();

/** The report of one made run whose directory has that name. */
async function madeRun(name: string, made: MadeRun = {}): Promise<ReportedRun> {
  await makeRun(`${DIRECTORY.path}/${name}`, made);
  const run = await readReportedRun(`${DIRECTORY.path}/${name}`);
  return { ...run, directory: name, problems: run.problems.map((text) => text.replaceAll(DIRECTORY.path, "…")) };
}

/** What a page shows: without its style, its script and packed values. */
function shown(html: string): string {
  const body = html.replace(/<style>[^]*?<\/style>/, "").replace(/<script>[^]*?<\/script>/, "");
  const short = body.replaceAll(/(data-(?:values|grey|sequential|cyclic|diverging))="([^"]*)"/g, (_, name, value) => {
    return `${name}="[${value.length} ${createHash("sha256").update(value).digest("hex").slice(0, 12)}]"`;
  });
  return drawn({ svg: short, width: 0, height: 0, title: "", description: "" });
}

/** Everything that must hold of a page, whatever it shows. */
function assertSound(html: string): void {
  const body = shown(html);
  const scripts = html.match(/<script/gi) ?? [];
  assertEquals(scripts.length, 1, "no script but its own");
  assertEquals(/<[^<>]*\son\w+=/i.exec(body.replaceAll(/="[^"]*"/g, '=""')), null, "no handlers");
  assertEquals(/\bstyle="/.exec(body), null, "the policy forbids styles of elements");
  assertEquals(/(?:src|href)="(?!#|data:image\/png;base64,|\[)[^"]*"/.exec(body), null, "no address");
  const open = /<(?!meta|link|input|rect|line|path|circle|image|polygon|polyline|use|stop|ellipse)(\w+)[^>]*\/>/i;
  assertEquals(open.exec(body)?.[0], undefined, "HTML does not know elements that end themselves");
  const ids = [...body.matchAll(/ id="([^"]*)"/g)].map(([, id = ""]) => id);
  assertEquals(ids.length, new Set(ids).size, "each id is there once");
  const targets = [...body.matchAll(/href="#([^"]*)"/g)].map(([, id = ""]) => id);
  assertEquals(targets.filter((id) => !ids.includes(id)), [], "links lead somewhere");
  for (const [element, kind] of [["style", "style-src"], ["script", "script-src"]]) {
    const text = html.match(new RegExp(`<${element}>([^]*?)</${element}>`))?.[1] ?? "";
    const digest = createHash("sha256").update(text).digest("base64");
    assertStringIncludes(html, `${kind} &#39;sha256-${digest}&#39;`);
  }
  assertStringIncludes(html, "default-src &#39;none&#39;");
}

Deno.test("reportHtml() is what it was", async (t) => {
  const html = await reportHtml([await madeRun("tiny")]);
  assertSound(html);
  // What fields there are is not the report's.
  const body = shown(html).replace(/<tbody>[^]*?<\/tbody>/, (rows) => rows.match(/<tr[^]*?<\/tr>/)?.[0] ?? "");
  await t.assertSnapshot(
    body.replace(/\d+ fields were set/, "… fields were set").replaceAll(/sha256([:-])[\w+/=]+/g, "sha256$1…")
      .replaceAll(/(\d+(\.\d+)?) (kB|B)</g, "… B<").replaceAll(/data-sort="\d+"/g, 'data-sort="…"'),
  );
});

Deno.test("reportHtml() of several runs has a table of them, their images compared and what they do differently", async () => {
  const runs = [
    await madeRun("first", { sections: { training: { epochs: 7 } } }),
    await madeRun("second", { sections: { training: { epochs: 9 } }, losses: [] }),
    await madeRun("third", { side: 0 }),
  ];
  const html = await reportHtml(runs);
  assertSound(html);
  assertStringIncludes(html, '<a href="#run-2">second</a>');
  assertStringIncludes(html, "first, compared with second.");
  const differences = html.slice(html.indexOf('<h3 id="differences">'), html.indexOf('<details class="run"'));
  const row = differences.match(/<th scope="row">training\.epochs<\/th>([^]*?)<\/tr>/)?.[1] ?? "";
  assertEquals([...row.matchAll(/<td>([^<]*)<\/td>/g)].map(([, text]) => text), ["other result", "7", "9", "50"]);
});

Deno.test("reportHtml() lays images on each other where they are of one scan and overlap, else it says why not", async () => {
  const madeAs = async (name: string, made: MadeRun = {}): Promise<ReportedRun> =>
    await madeRun(name, { side: 32, losses: [], ...made });
  const runs = [
    await madeAs("first-seen"),
    await madeAs("moved", { origin: { y: 8, x: 0 } }),
    await madeAs("other", { scan: { path: "other.h5", digest: "sha256:11" } }),
    await madeAs("far", { origin: { y: 30, x: 0 } }),
    await madeAs("unknown", { scan: null }),
  ];
  const html = await reportHtml(runs);
  assertSound(html);
  const part = html.slice(html.indexOf('<h3 id="compared">'), html.indexOf('<h3 id="differences">'));
  const captions = [...part.matchAll(/<figcaption>([^<]*)</g)].map(([, text]) => text);
  assertEquals(captions, ["first-seen, compared with moved.", "other.", "far.", "unknown."]);
  assertEquals([...part.matchAll(/<li>([^<]*)</g)].map(([, text]) => text), [
    "other is not compared with first-seen: its image is of another scan, other.h5 instead of scan.npz.",
    "far is not compared with first-seen: only 3.2 % of the smaller image lies within the other.",
    "unknown is not compared with first-seen: no record says which scan the image of unknown shows; run infer again to " +
    "have one.",
  ]);
  const [one, two] = [await madeAs("one", { scan: null }), await madeAs("two", { scan: null })];
  assertStringIncludes(await reportHtml([one, two]), "the image of one and that of two shows; run infer again");
});

Deno.test("reportHtml() begins with what looks wrong, and shows patterns as they were predicted", async () => {
  const runs = [
    await madeRun("diagnosed", { diagnosed: true, side: 24 }),
    await madeRun("not-diagnosed", { losses: [], side: 0 }),
  ];
  const html = await reportHtml(runs.slice(0, 1));
  assertSound(html);
  assertEquals(html.match(/<h3[^>]*>([^<]*)</)?.[1], "What looks wrong");
  assertMatch(html, /<li class="problem">\s*<strong>Problem: the patches are flat\.<\/strong>/);
  for (
    const text of ["Residuals of 6 patterns: 0.3 in", "The worst, pattern 5, has a residual of 0.6", "Mean intensity"]
  ) {
    assertStringIncludes(html, text);
  }
  // That of the image is shown, though the scan is not there.
  assertStringIncludes(html, "As it was used for image/reconstruction.npz");
  const both = await reportHtml(runs);
  assertStringIncludes(both, '<th scope="col">Findings</th>');
  assertStringIncludes(both, "<td>1 problem, 1 hint</td>");
  assertEquals(both.match(/What looks wrong<\/h3>/g)?.length, 1);
});

Deno.test("reportHtml() shows how close an image comes to the object, where evaluate compared them", async () => {
  const runs = [await madeRun("compared", { evaluated: true, side: 40 }), await madeRun("not-compared")];
  const html = await reportHtml(runs);
  assertSound(html);
  assertEquals(html.match(/Compared with the known object<\/h3>/g)?.length, 1);
  assertStringIncludes(html, '<th scope="col">Correlation of phases</th>');
  assertStringIncludes(html, "Fourier ring correlation");
  const others = await reportHtml(runs.slice(1).concat(runs.slice(1)));
  assert(!others.includes("Correlation of phases"), "what is known of none has no column");
});

Deno.test("reportHtml() shows hostile words as text, wherever they come from", async () => {
  const name = `it's "<b>" & <img src=x onerror=alert(1)>`;
  const run = await madeRun(name, {
    sections: { execution: { notes: HOSTILE, experiment: HOSTILE }, data: { scan: `${HOSTILE}.npz` } },
    record: {
      ...{ experiment: HOSTILE, notes: HOSTILE, exitReason: "failed", error: HOSTILE, exitDetail: "</style><script>" },
      accelerator: { name: HOSTILE, adapter: "\u0000\u001b[31m\ud800", software: false },
      calls: [{
        ...{ startedAt: HOSTILE, commandLine: `exitwave "${HOSTILE}"`, workingDirectory: HOSTILE, host: HOSTILE },
        commit: { hash: HOSTILE, branch: HOSTILE, dirty: true },
      }],
      data: {
        scan: { path: HOSTILE, digest: HOSTILE, absolutePath: HOSTILE, pathFromRun: HOSTILE, experiment: null },
        testScan: null,
      },
    },
  });
  await Deno.writeTextFile(`${DIRECTORY.path}/cut.json`, "");
  const cut = await madeRun("cut");
  await Deno.writeTextFile(`${DIRECTORY.path}/cut/run.json`, '{"versions": {"exitwave": "<script>alert(1)</scr');
  const damaged = await readReportedRun(`${DIRECTORY.path}/cut`);
  for (const runs of [[run], [damaged], [run, cut, damaged]]) {
    const html = await reportHtml(runs);
    assertSound(html);
    assertEquals(/<(?:b|img)\b/.exec(html), null);
  }
  const html = await reportHtml([run]);
  assertStringIncludes(html, "it&#39;s &quot;&lt;b&gt;&quot; &amp; &lt;img src=x onerror=alert(1)&gt;");
  assertEquals(html.includes("\u001b") || html.includes("\u0000"), false);
  assertStringIncludes(await reportHtml([damaged]), "run.json");
});

Deno.test("reportHtml() shows whatever a record may hold", async () => {
  const run = await madeRun("any", { side: 0, losses: [] });
  const { record } = run;
  assert(record);
  const text = fc.string({ unit: "binary" });
  const seconds = fc.double();
  const part = { prepare: seconds, train: seconds, validate: seconds, images: seconds, checkpoint: seconds };
  const changes = fc.record({
    ...{ experiment: text, notes: text, startedAt: text, endedAt: fc.option(text), error: fc.option(text) },
    ...{ seed: fc.double(), epochs: fc.maxSafeNat(), steps: fc.maxSafeNat() },
    timings: fc.option(fc.record({ ...part, total: seconds })),
    exitReason: fc.constantFrom("running" as const, "failed" as const, "max_time" as const),
  });
  await fc.assert(
    fc.asyncProperty(changes, async (changed) => {
      const html = await reportHtml([{ ...run, record: { ...record, ...changed } }, run]);
      assertSound(html);
    }),
    { numRuns: 20 },
  );
});

Deno.test("reportHtml() of a run of 10 000 epochs is little longer than that of a short one", async () => {
  const losses = (count: number): number[] => Array.from({ length: count }, (_, k) => 1 + Math.sin(k * k) / (k + 1));
  const [short, long] = [
    await madeRun("short", { losses: losses(2000) }),
    await madeRun("long", { losses: losses(1e4) }),
  ];
  const lengths = [(await reportHtml([short])).length, (await reportHtml([long])).length];
  assert((lengths[1] ?? NaN) < 1.1 * (lengths[0] ?? NaN), lengths.join());
  assertStringIncludes(await reportHtml([long]), "of 10000 that were logged");
});
