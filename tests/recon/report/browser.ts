/**
 * Chromium, as tests look at pages: without a window, by its debugging protocol. Tests that need it are ignored where it is
 * not installed.
 *
 * @module
 */
import { TempDir } from "../../data/temp_dir.ts";

/** The program; null where it is not installed, unless it must be. */
export const CHROMIUM: string | null = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
  .find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  }) ?? (Deno.env.get("EXITWAVE_REQUIRE_CHROMIUM") === "1" ? "chromium" : null);

/** What a page told while it was open. */
export interface Told {
  /** Lines of its console, errors, and what its policy has refused. */
  readonly lines: readonly string[];
  /** Addresses that it asked for, but its own, `data:` and `blob:`. */
  readonly asked: readonly string[];
}

/** A page in a browser of its own. */
export class Page implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #profile: TempDir;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #events = new Map<string, () => void>();
  readonly #lines: string[] = [];
  readonly #asked: string[] = [];
  #last = 0;

  private constructor(process: Deno.ChildProcess, profile: TempDir, socket: WebSocket) {
    [this.#process, this.#profile, this.#socket] = [process, profile, socket];
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
  }

  /**
   * Starts a browser with an empty page.
   *
   * @param more Flags besides the usual ones.
   */
  static async start(more: readonly string[] = []): Promise<Page> {
    const profile = new TempDir();
    const flags = [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", ...more],
      ...["--remote-debugging-port=0", `--user-data-dir=${profile.path}`, "--window-size=1280,900", "about:blank"],
    ];
    // What a browser that was ended leaves in the folder of temporary files goes with its profile.
    const env = { TMPDIR: profile.path };
    const process = new Deno.Command(CHROMIUM ?? "chromium", { args: flags, env, stdout: "null", stderr: "null" })
      .spawn();
    const port = await portIn(profile.path);
    const targets = await (await fetch(`http://127.0.0.1:${port}/json`)).json();
    const target = targets.find(({ type }: { readonly type: string }) => type === "page");
    const socket = new WebSocket(target.webSocketDebuggerUrl);
    await new Promise((open) => socket.onopen = open);
    const page = new Page(process, profile, socket);
    for (const domain of ["Page", "Runtime", "Network", "Log"]) await page.send(`${domain}.enable`);
    return page;
  }

  /** What was told since the page was opened. */
  get told(): Told {
    return { lines: this.#lines, asked: this.#asked };
  }

  /**
   * Opens a file.
   *
   * @returns Milliseconds until it was loaded and drawn, as the page's own clock says.
   */
  async open(path: string): Promise<number> {
    await this.visit(`file://${path.split("/").map(encodeURIComponent).join("/")}`);
    return await this.value(
      "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)))",
    );
  }

  /** Goes to an address and waits until it is loaded. */
  async visit(url: string): Promise<void> {
    this.#lines.length = this.#asked.length = 0;
    const loaded = new Promise<void>((done) => this.#events.set("Page.loadEventFired", done));
    await this.send("Page.navigate", { url });
    await loaded;
  }

  /** The value of an expression in the page; a promise is waited for. */
  async value<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
      ...{ expression, awaitPromise: true, returnByValue: true, userGesture: true },
    });
    if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return (result as { readonly value: T }).value;
  }

  /** Chooses a file in an input of the page. */
  async choose(selector: string, path: string): Promise<void> {
    const { root } = await this.send("DOM.getDocument") as { readonly root: { readonly nodeId: number } };
    const { nodeId } = await this.send("DOM.querySelector", { nodeId: root.nodeId, selector });
    await this.send("DOM.setFileInputFiles", { nodeId, files: [path] });
  }

  /** Calls a method of the protocol. */
  async send(method: string, params: object = {}): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#last;
    const answered = new Promise<Answer>((done) => this.#waiting.set(id, done));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await answered;
    if (error) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result ?? {};
  }

  /** Makes the page as wide as that, and light or dark. */
  async look({ width, scheme }: { readonly width: number; readonly scheme: "light" | "dark" }): Promise<void> {
    await this.send("Emulation.setDeviceMetricsOverride", { width, height: 900, deviceScaleFactor: 1, mobile: false });
    await this.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
  }

  /**
   * Bytes of a PNG file of a part of the page, in the page's px.
   *
   * @param clip By default all of it.
   */
  async screenshot(clip?: { readonly y: number; readonly height: number }): Promise<Uint8Array> {
    const [width, all] = await this.value<[number, number]>(
      "[innerWidth, document.documentElement.scrollHeight]",
    );
    const { y, height } = clip ?? { y: 0, height: all };
    const { data } = await this.send("Page.captureScreenshot", {
      ...{ captureBeyondViewport: true, clip: { x: 0, y, width, height: Math.min(height, all - y), scale: 1 } },
    });
    return Uint8Array.fromBase64(String(data));
  }

  /** Bytes of a PDF file of the page as it is printed on A4. */
  async print(): Promise<Uint8Array> {
    const { data } = await this.send("Page.printToPDF", { paperWidth: 8.27, paperHeight: 11.69 });
    return Uint8Array.fromBase64(String(data));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((done) => this.#socket.onclose = done);
    await this.send("Browser.close");
    await Promise.all([closed, this.#process.status]);
    this.#profile[Symbol.dispose]();
  }

  #hear({ id, method, params, result, error }: Answer): void {
    if (id !== undefined) this.#waiting.get(id)?.({ result, error });
    if (method === undefined) return;
    this.#events.get(method)?.();
    // How a test reads a canvas is nothing that the page does.
    const isOfTest = (params?.entry as { readonly source?: string } | undefined)?.source === "rendering";
    if (["Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"].includes(method) && !isOfTest) {
      this.#lines.push(JSON.stringify(params));
    }
    const url = (params?.request as { readonly url?: string } | undefined)?.url ?? "";
    if (method === "Network.requestWillBeSent" && !/^(?:file|data|blob):/.test(url)) this.#asked.push(url);
  }
}

// --- internal ---

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly result?: Readonly<Record<string, unknown>> | undefined;
  readonly error?: unknown;
}

/** The port that the browser has taken, once it has said so. */
async function portIn(profile: string): Promise<string> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    const text = await Deno.readTextFile(`${profile}/DevToolsActivePort`).catch(() => "");
    const [port] = text.split("\n");
    if (port) return port;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("Chromium did not start within a minute");
}
