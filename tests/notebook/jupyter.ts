/**
 * Notebooks, run as their reader runs them: in a folder with the `deno.json` of the README, by Deno's kernel and Debian's
 * Jupyter, without a window.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TempDir } from "../data/temp_dir.ts";

/** What a cell shows. */
export interface CellOutput {
  readonly output_type: "stream" | "error" | "display_data" | "execute_result";
  /** By MIME type; texts may be in lines. */
  readonly data?: Readonly<Record<string, string | readonly string[]>>;
  readonly text?: string | readonly string[];
}

/** A cell of a notebook. */
export interface NotebookCell {
  readonly cell_type: "code" | "markdown";
  readonly source: string | readonly string[];
  readonly outputs?: readonly CellOutput[];
  readonly execution_count?: number | null;
  readonly metadata: { readonly seconds?: number; readonly updates?: number };
}

/** A notebook, as its file has it. */
export interface Notebook {
  readonly cells: readonly NotebookCell[];
  readonly metadata: { readonly kernelspec?: { readonly name: string; readonly language?: string } };
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Debian's own has its packages, whatever else is on the PATH. */
const PYTHON = "/usr/bin/python3";

/** What is missing to run notebooks; null where nothing is. */
export async function missingJupyter(): Promise<string | null> {
  try {
    const args = ["-c", "import jupyter_client, nbclient, nbconvert"];
    const options: Deno.CommandOptions = { args, stdout: "null", stderr: "null" };
    const { success } = await new Deno.Command(PYTHON, options).output();
    return success ? null : "no Jupyter for /usr/bin/python3: apt-get install jupyter-nbconvert jupyter-client";
  } catch {
    return `no ${PYTHON}`;
  }
}

/** Text of what a notebook's file may have in lines. */
export function wholeText(text: string | readonly string[] = ""): string {
  return typeof text === "string" ? text : text.join("");
}

/** Reads a notebook. */
export async function readNotebook(path: string): Promise<Notebook> {
  return JSON.parse(await Deno.readTextFile(path));
}

/** A user's folder, with a kernel that is installed in it. */
export class NotebookFolder implements Disposable {
  readonly #space = new TempDir();
  readonly #env: Readonly<Record<string, string>>;

  private constructor(cache: string) {
    const home = this.#space.path;
    this.#env = { HOME: home, XDG_DATA_HOME: join(home, ".local/share"), DENO_DIR: cache, NO_COLOR: "1" };
  }

  /** Makes the folder, and installs the kernel as the guide says. */
  static async open(): Promise<NotebookFolder> {
    const info = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
    const folder = new NotebookFolder(JSON.parse(new TextDecoder().decode(info.stdout)).denoDir);
    const readme = await Deno.readTextFile(join(root, "README.md"));
    const [, printed = ""] = /^```json\n(.*?)^```$/ms.exec(readme) ?? [];
    await Deno.writeTextFile(join(folder.path, "deno.json"), printed.replaceAll("/path/to/exitwave/", root));
    await folder.run(Deno.execPath(), ["jupyter", "--install"]);
    return folder;
  }

  get path(): string {
    return this.#space.path;
  }

  /**
   * Executes a notebook.
   *
   * @param notebook The notebook.
   * @param name What it is called.
   * @param interrupt Cell during which the kernel is interrupted, and the file that must be there first.
   * @returns It, with what its cells show.
   */
  async execute(
    notebook: Notebook,
    name: string,
    interrupt?: readonly [cell: number, file: string],
  ): Promise<Notebook> {
    await Deno.writeTextFile(join(this.path, `${name}.ipynb`), JSON.stringify(notebook));
    const script = join(root, "tests/notebook/run_notebook.py");
    await this.run(PYTHON, [script, `${name}.ipynb`, `${name}.executed.ipynb`, ...(interrupt ?? []).map(String)]);
    return await readNotebook(join(this.path, `${name}.executed.ipynb`));
  }

  /** What an executed notebook looks like, as a page. */
  async page(name: string): Promise<string> {
    await this.run(PYTHON, ["-m", "nbconvert", "--to", "html", "--output", `${name}.html`, `${name}.executed.ipynb`]);
    return join(this.path, `${name}.html`);
  }

  /** Runs a program in the folder, which must end well. */
  async run(program: string, args: readonly string[]): Promise<void> {
    const options: Deno.CommandOptions = { args: [...args], cwd: this.path, env: this.#env, stdin: "null" };
    const { code, stdout, stderr } = await new Deno.Command(program, options).output();
    assertEquals(code, 0, [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n"));
  }

  [Symbol.dispose](): void {
    this.#space[Symbol.dispose]();
  }
}
