/**
 * `deno lsp` as an editor runs it: over its standard streams, with files that need not be on disk.
 *
 * @module
 */

import { fileURLToPath } from "node:url";

/** A place in a text, counted from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A language server; disposing of it ends its process. */
export class LanguageServer implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #answers = new Map<number, (result: unknown) => void>();
  #count = 0;

  /** @param root URL of the directory with the `deno.json`, ending in a slash. */
  constructor(readonly root: string) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["lsp"],
      cwd: fileURLToPath(root),
      env: { NO_COLOR: "1" },
      ...{ stdin: "piped", stdout: "piped", stderr: "null" },
    }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#listen();
  }

  /** Makes it ready for the files of the directory. */
  async start(): Promise<void> {
    await this.#ask("initialize", {
      ...{ processId: Deno.pid, rootUri: this.root, workspaceFolders: [{ uri: this.root, name: "root" }] },
      capabilities: { textDocument: { hover: { contentFormat: ["markdown"] } } },
      initializationOptions: { enable: true, config: "./deno.json" },
    });
    await this.#tell("initialized", {});
  }

  /** Opens a file that need not be on disk. */
  async open(uri: string, text: string): Promise<void> {
    await this.#tell("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text } });
  }

  /** What is shown where the pointer rests, as Markdown. */
  async hover(uri: string, position: Position): Promise<string> {
    const result = await this.#ask("textDocument/hover", { textDocument: { uri }, position });
    const { contents = "" } = (result ?? {}) as { contents?: unknown };
    return [contents].flat().map((part) => typeof part === "string" ? part : (part as { value: string }).value).join(
      "\n",
    );
  }

  /** Ends the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ask("shutdown", null);
    await this.#tell("exit", null);
    await this.#writer.close();
    await this.#child.status;
  }

  async #ask(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#count;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.#answers.set(id, resolve);
    await this.#send({ id, method, params });
    return await promise;
  }

  async #tell(method: string, params: unknown): Promise<void> {
    await this.#send({ method, params });
  }

  async #send(message: object): Promise<void> {
    const body = new TextEncoder().encode(JSON.stringify({ jsonrpc: "2.0", ...message }));
    await this.#writer.write(new TextEncoder().encode(`Content-Length: ${body.length}\r\n\r\n`));
    await this.#writer.write(body);
  }

  async #listen(): Promise<void> {
    let rest = new Uint8Array();
    for await (const chunk of this.#child.stdout) {
      rest = new Uint8Array([...rest, ...chunk]);
      for (;;) {
        const head = new TextDecoder().decode(rest.subarray(0, 200));
        const [header, length] = head.match(/^Content-Length: (\d+)\r\n(?:[^\r]+\r\n)*\r\n/) ?? [];
        if (header === undefined || rest.length < header.length + Number(length)) break;
        const body = rest.subarray(header.length, header.length + Number(length));
        rest = rest.slice(header.length + Number(length));
        await this.#receive(JSON.parse(new TextDecoder().decode(body)));
      }
    }
  }

  /** An answer to a question of ours, or a question of the server's, which gets none of its wishes. */
  async #receive({ id, method, result }: { id?: number; method?: string; result?: unknown }): Promise<void> {
    if (method === undefined && id !== undefined) this.#answers.get(id)?.(result);
    else if (id !== undefined) await this.#send({ id, result: null });
  }
}
