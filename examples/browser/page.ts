/**
 * The page: what is dropped on it, written in its form and shown by it.
 *
 * @module
 */
/// <reference lib="dom" />
import { objectFigure } from "@exitwave/exitwave/figures";
import type { InferResult } from "@exitwave/exitwave/recon";
import { type DroppedFile, payloadOf, reconstructDropped, type Settings, writtenFile } from "./reconstruct_dropped.ts";

const dropped: { scan: DroppedFile | null; checkpoint: DroppedFile | null } = { scan: null, checkpoint: null };
const [scanInput, checkpointInput] = [input("scan"), input("checkpoint")];
const [form, status, progress] = [part("form", HTMLFormElement), part("status"), part("progress", HTMLProgressElement)];

scanInput.onchange = () => void takeAll(scanInput.files);
checkpointInput.onchange = () => void takeAll(checkpointInput.files);
document.body.ondragover = (event) => event.preventDefault();
document.body.ondrop = (event) => {
  event.preventDefault();
  void takeAll(event.dataTransfer?.files ?? null);
};
form.oninput = showConfiguration;
form.onsubmit = (event) => {
  event.preventDefault();
  void reconstruct();
};
if (!("gpu" in navigator)) {
  say("Cannot reconstruct as this browser has no WebGPU: take a current Chrome, Edge or Safari");
}

// --- internal ---

async function takeAll(list: FileList | null): Promise<void> {
  for (const file of list ?? []) {
    const kind = /\.safetensors$/i.test(file.name) ? "checkpoint" : "scan";
    try {
      dropped[kind] = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
    } catch (error) {
      say(`Cannot read ${file.name} as ${sentence(error)}`);
      return;
    }
    part(`${kind}-name`).textContent = `${file.name}, ${(file.size / 1e6).toFixed(1)} MB`;
  }
  showConfiguration();
}

function settings(): Settings {
  return {
    crop: numberIn("crop"),
    patchWeighting: part("weighting", HTMLSelectElement).value === "uniform" ? "uniform" : "probe",
    batchSize: numberIn("batch-size"),
  };
}

/** Shows what the configuration is, field by field, with what set it; or what is wrong with it. */
function showConfiguration(): boolean {
  const { scan, checkpoint } = dropped;
  const button = part("start", HTMLButtonElement);
  button.disabled = true;
  try {
    const names = { scan: scan?.name ?? "scan.npz", checkpoint: checkpoint?.name ?? "checkpoint.safetensors" };
    const { overrides, digest } = payloadOf(names, settings());
    part("configuration").replaceChildren(
      ...overrides.map(({ path, value, replaced }) =>
        row([path, JSON.stringify(value), JSON.stringify(replaced.at(-1)?.value ?? null)])
      ),
    );
    part("digest").textContent = digest;
    say(
      scan && checkpoint ? "" : `Choose ${scan ? "a checkpoint" : checkpoint ? "a scan" : "a scan and a checkpoint"}.`,
    );
    button.disabled = !scan || !checkpoint;
    return true;
  } catch (error) {
    say(sentence(error));
    return false;
  }
}

async function reconstruct(): Promise<void> {
  const { scan, checkpoint } = dropped;
  if (!scan || !checkpoint || !showConfiguration()) return;
  const button = part("start", HTMLButtonElement);
  button.disabled = true;
  const warnings: string[] = [];
  say("Opening the files and the graphics card …");
  part("result").hidden = true;
  const began = performance.now();
  try {
    const names = { scan: scan.name, checkpoint: checkpoint.name };
    const result = await reconstructDropped([scan, checkpoint], payloadOf(names, settings()), {
      onWarning: (text) => warnings.push(text),
      onProgress: ({ done, total }) => {
        [progress.hidden, progress.max, progress.value] = [false, total, done];
        say(`${done} of ${total} patches`);
      },
    });
    show(result, warnings);
    say(`${result.patterns} patterns in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  } catch (error) {
    say(sentence(error));
  } finally {
    progress.hidden = true;
    button.disabled = false;
  }
}

function show({ reconstruction, files }: InferResult, warnings: readonly string[]): void {
  const { svg, description } = objectFigure(reconstruction);
  const figure = part("figure");
  figure.innerHTML = svg;
  figure.setAttribute("aria-label", description);
  part("warnings").replaceChildren(...warnings.map((text) => element("li", text)));
  part("downloads").replaceChildren(
    ...[files.reconstruction, files.amplitude, files.phase].map((path) => {
      const link = element("a", path.slice(path.lastIndexOf("/") + 1)) as HTMLAnchorElement;
      link.href = URL.createObjectURL(new Blob([writtenFile(path)]));
      link.download = link.textContent ?? "";
      return link;
    }),
  );
  part("result").hidden = false;
}

function say(text: string): void {
  status.textContent = text;
}

/** Without the line of a script that has set a value: here it is one of the page's own. */
function sentence(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/ \(set in [^)]*\)/g, "");
}

function row(cells: readonly string[]): HTMLElement {
  const made = element("tr", "");
  made.append(...cells.map((cell) => element("td", cell)));
  return made;
}

function element(tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function numberIn(id: string): number | null {
  const { value } = input(id);
  return value.trim() === "" ? null : Number(value);
}

function input(id: string): HTMLInputElement {
  return part(id, HTMLInputElement);
}

function part<T extends HTMLElement = HTMLElement>(id: string, type?: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof (type ?? HTMLElement)) return found as T;
  throw new Error(`The page has no #${id}`);
}

showConfiguration();
