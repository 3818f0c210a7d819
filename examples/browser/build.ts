/**
 * Builds the page: one HTML file that opens from the disk, in a browser with WebGPU, without any network.
 * `deno task build:browser [FILE]` writes it to `exitwave.html`, or FILE.
 *
 * @module
 */

const HERE = new URL("./", import.meta.url);

if (import.meta.main) {
  const path = Deno.args[0] ?? "exitwave.html";
  await Deno.writeTextFile(path, await builtPage());
  // deno-lint-ignore no-console -- the task's only output
  console.log(`${path}: open it in a browser with WebGPU`);
}

/**
 * The page with its program in it.
 *
 * @returns HTML.
 * @throws {Error} If the program cannot be bundled; the message is that of `deno bundle`.
 */
export async function builtPage(): Promise<string> {
  const html = await Deno.readTextFile(new URL("page.html", HERE));
  // A closing tag in the program's text would end the program. A function, as `$&` in it would be replaced.
  const program = (await bundle()).replaceAll("</script", "<\\/script");
  return html.replace("/* the bundle of page.ts */", () => program);
}

// --- internal ---

async function bundle(): Promise<string> {
  const args = [
    "bundle",
    "--quiet",
    "--no-lock",
    "--platform",
    "browser",
    "--minify",
    "--import-map",
    "import_map.json",
  ];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args: [...args, "page.ts"], cwd: HERE })
    .output();
  if (success) return new TextDecoder().decode(stdout);
  throw new Error(`Cannot bundle the page: ${new TextDecoder().decode(stderr)}`);
}
