/**
 * Says whether the version in `deno.json` can be released: `deno task release:check`. Prints what is in the way, a line
 * each, and changes nothing.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** The files that name the version. */
export interface VersionFiles {
  /** `deno.json`. */
  readonly manifest: string;
  /** `CHANGELOG.md`. */
  readonly changelog: string;
  /** `CITATION.cff`. */
  readonly citation: string;
}

/** Stands in the changelog for the date of a version that is not released. */
export const UNRELEASED = "Unreleased";

/**
 * Where the files that name the version disagree: deno.json, the newest entry of the changelog, and the citation, which
 * has a date once the changelog has, the same.
 *
 * @returns A sentence for each place; none where they agree.
 */
export function versionProblems({ manifest, changelog, citation }: VersionFiles): string[] {
  const { version } = JSON.parse(manifest) as { readonly version: string };
  const entries = [...changelog.matchAll(/^## \[(.+)\](?: - (.*?)(?: \[YANKED\])?)?$/gm)];
  const [first, newest] = entries;
  const cited = field(citation, "version");
  const date = newest?.[2];
  const expectedDate = date === UNRELEASED ? undefined : date;
  const citedDate = field(citation, "date-released");
  const problems = [
    /^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version) ? null : `deno.json has version ${version}: write it as 1.2.3`,
    first?.[0] === `## [${UNRELEASED}]` ? null : `CHANGELOG.md does not begin with an entry "## [${UNRELEASED}]"`,
    newest?.[1] === version
      ? null
      : `CHANGELOG.md's newest version is ${newest?.[1] ?? "missing"}, deno.json's ${version}`,
    date === UNRELEASED || isDay(date)
      ? null
      : `CHANGELOG.md's ${version} needs a date as 2026-12-31, or "${UNRELEASED}"`,
    cited === version ? null : `CITATION.cff has version ${cited ?? "none"}, deno.json ${version}`,
    citedDate === expectedDate
      ? null
      : `CITATION.cff has date-released ${citedDate ?? "none"}, CHANGELOG.md ${expectedDate ?? "no date"}`,
    ...entries.slice(2).filter(([, , day]) => !isDay(day)).map(([line]) => `CHANGELOG.md has no date in "${line}"`),
  ];
  return problems.filter((problem) => problem !== null);
}

/**
 * What is in the way of a release, of the files and of the working tree.
 *
 * @param files The files that name the version.
 * @param tree What git says: the paths that differ from the last commit, and all tags.
 * @returns A sentence for each.
 */
export function releaseProblems(
  files: VersionFiles,
  tree: { readonly changed: readonly string[]; readonly tags: readonly string[] },
): string[] {
  const { version } = JSON.parse(files.manifest) as { readonly version: string };
  const isDated = new RegExp(`^## \\[${RegExp.escape(version)}\\] - \\d`, "m").test(files.changelog);
  const [, news = ""] = /^## \[Unreleased\]\n(.*?)(?=^## \[)/ms.exec(files.changelog) ?? [];
  const problems = [
    isDated ? null : `CHANGELOG.md does not say on which day ${version} is released`,
    news.trim() === "" ? null : `CHANGELOG.md has news under "${UNRELEASED}": move it into ${version}`,
    tree.tags.includes(`v${version}`) ? `${version} is released already: there is a tag v${version}` : null,
    tree.changed.length === 0 ? null : `there is work that is not committed: ${tree.changed.join(", ")}`,
  ];
  return [...versionProblems(files), ...problems.filter((problem) => problem !== null)];
}

/** Reads the files that name the version. */
export async function readVersionFiles(root: URL): Promise<VersionFiles> {
  const read = (path: string): Promise<string> => Deno.readTextFile(new URL(path, root));
  const [manifest, changelog, citation] = await Promise.all(["deno.json", "CHANGELOG.md", "CITATION.cff"].map(read));
  return { manifest: manifest ?? "", changelog: changelog ?? "", citation: citation ?? "" };
}

if (import.meta.main) {
  const root = new URL("../", import.meta.url);
  const lines = async (command: string, ...args: string[]): Promise<string[]> => {
    const options = { args, cwd: fileURLToPath(root) };
    const { success, stdout, stderr } = await new Deno.Command(command, options).output();
    if (!success) throw new Error(`${command} ${args.join(" ")} fails: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
  };
  const changed = (await lines("git", "status", "--porcelain")).map((line) => line.slice("?? ".length));
  const problems = releaseProblems(await readVersionFiles(root), { changed, tags: await lines("git", "tag") });
  // Packages as they would be uploaded, with types that need no compiler to be read.
  if (problems.length === 0) await lines(Deno.execPath(), "publish", "--dry-run");
  // deno-lint-ignore no-console -- a program for the terminal
  console.log(problems.length === 0 ? "ready to be tagged and published" : problems.join("\n"));
  Deno.exit(problems.length === 0 ? 0 : 1);
}

// --- internal ---

/** A field of the first level of the citation. */
function field(citation: string, name: string): string | undefined {
  return new RegExp(`^${name}: "?([^"\\n]*)"?$`, "m").exec(citation)?.[1];
}

function isDay(text: string | undefined): boolean {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
