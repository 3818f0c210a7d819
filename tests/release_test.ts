import { assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { z } from "../packages/zod.ts";
import { readVersionFiles, releaseProblems, type VersionFiles, versionProblems } from "../scripts/check_release.ts";

const root = new URL("../", import.meta.url);

const RELEASED: VersionFiles = {
  manifest: '{ "version": "1.2.0" }',
  changelog: "# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2027-01-31\n\nx\n\n## [1.1.0] - 2026-12-31\n",
  citation: "cff-version: 1.2.0\nversion: 1.2.0\ndate-released: 2027-01-31\nreferences:\n  - version: 9.9.9\n",
};

Deno.test("deno.json, CHANGELOG.md and CITATION.cff name one version", async () => {
  assertEquals(versionProblems(await readVersionFiles(root)), []);
});

Deno.test("versionProblems() finds nothing in a version that is released, or is not yet", () => {
  assertEquals(versionProblems(RELEASED), []);
  assertEquals(versionProblems(unreleased(RELEASED)), []);
});

Deno.test("versionProblems() names each file that has another version or date, and what is no date", () => {
  const { manifest, changelog, citation } = RELEASED;
  const wrong: readonly (readonly [Partial<VersionFiles>, string])[] = [
    [{ manifest: '{ "version": "1.3.0" }' }, "CHANGELOG.md's newest version is 1.2.0, deno.json's 1.3.0"],
    [
      { citation: citation.replace("version: 1.2.0\nd", "version: 1.1.0\nd") },
      "CITATION.cff has version 1.1.0, deno.json",
    ],
    [
      { citation: citation.replace("01-31", "01-30") },
      "CITATION.cff has date-released 2027-01-30, CHANGELOG.md 2027-01-31",
    ],
    [{ citation: citation.replace(/^date.*\n/m, "") }, "CITATION.cff has date-released none, CHANGELOG.md 2027-01-31"],
    [{ changelog: changelog.replace("2026-12-31", "Unreleased") }, 'CHANGELOG.md has no date in "## [1.1.0]'],
    [{ changelog: changelog.replace("## [Unreleased]\n\n", "") }, "CHANGELOG.md does not begin with an entry"],
  ];
  for (const [files, sentence] of wrong) {
    const problems = versionProblems({ manifest, changelog, citation, ...files });
    assertEquals(problems.some((problem) => problem.startsWith(sentence)), true, problems.join("\n"));
  }
  const day = { ...RELEASED, changelog: changelog.replace("2027-01-31", "2027-02-31x") };
  assertEquals(versionProblems(day).some((problem) => problem.includes("needs a date as 2026-12-31")), true);
});

Deno.test("releaseProblems() wants a date, a moved entry, a new tag and a clean tree", () => {
  const clean = { changed: [], tags: ["v1.1.0"] };
  assertEquals(releaseProblems(RELEASED, clean), []);
  assertEquals(releaseProblems(unreleased(RELEASED), clean), [
    "CHANGELOG.md does not say on which day 1.2.0 is released",
  ]);
  const news = { ...RELEASED, changelog: RELEASED.changelog.replace("[Unreleased]\n", "[Unreleased]\n\n### Added\n") };
  assertEquals(releaseProblems(news, { changed: ["mod.ts"], tags: ["v1.2.0"] }), [
    'CHANGELOG.md has news under "Unreleased": move it into 1.2.0',
    "1.2.0 is released already: there is a tag v1.2.0",
    "there is work that is not committed: mod.ts",
  ]);
});

Deno.test("CITATION.cff is valid by the Citation File Format 1.2.0", async () => {
  const citation = parse(await Deno.readTextFile(new URL("CITATION.cff", root)));
  assertEquals(CITATION.safeParse(citation).error?.issues ?? [], []);
  assertEquals(CITATION.safeParse({ ...citation as Record<string, unknown>, authors: [] }).success, false);
});

// --- internal ---

function unreleased({ manifest, changelog, citation }: VersionFiles): VersionFiles {
  return {
    manifest,
    changelog: changelog.replace("2027-01-31", "Unreleased"),
    citation: citation.replace(/^date.*\n/m, ""),
  };
}

/** The part of the format's schema that the file uses; no other field is allowed in it. */
const TEXT = z.string().min(1);
const DOI = z.string().regex(/^10\.\d{4,9}(?:\.\d+)?\/[A-Za-z0-9:/_;\-.()[\]\\]+$/);
const AUTHORS = z.array(z.union([
  z.strictObject({ "family-names": TEXT, "given-names": TEXT }),
  z.strictObject({ name: TEXT }),
])).min(1);
const REFERENCE = z.strictObject({
  type: z.enum(["article", "software"]),
  title: TEXT,
  authors: AUTHORS,
  scope: TEXT.optional(),
  journal: TEXT.optional(),
  volume: z.union([TEXT, z.number()]).optional(),
  number: z.union([TEXT, z.number()]).optional(),
  year: z.number().int().optional(),
  doi: DOI.optional(),
  "repository-code": z.url().optional(),
});
const CITATION = z.strictObject({
  "cff-version": z.literal("1.2.0"),
  message: TEXT,
  type: z.enum(["software", "dataset"]),
  title: TEXT,
  abstract: TEXT,
  authors: AUTHORS,
  version: TEXT,
  "date-released": z.union([z.date(), z.iso.date()]).optional(),
  license: z.literal("MIT"),
  keywords: z.array(TEXT).min(1),
  references: z.array(REFERENCE).min(1),
});
