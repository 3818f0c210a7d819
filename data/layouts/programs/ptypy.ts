/**
 * ptypy's prepared data (`.ptyd`: chunks of frames with positions and weights) and its reconstructions (`.ptyr`: storages of
 * probe and object). Positions are in metres along the axes of arrays, (row, column); energies are in keV.
 *
 * @module
 */
import type { Contents, Entry } from "../contents/contents.ts";
import { type Draft, type FilePart, newDraft } from "../contents/file_part.ts";
import type { Layout } from "./layout.ts";

/** Recognises ptypy's files. */
export const PTYPY: Layout = { program: "ptypy", find };

// --- internal ---

async function find(contents: Contents): Promise<FilePart | null> {
  const data = await contents.entries(/^chunks\/[^/]+\/data$/);
  const stored = await contents.entries(/^content\/(?:probe|obj)\/[^/]+\/data$/);
  if (data.length === 0 && stored.length === 0) return null;
  const draft = newDraft();
  if (data.length > 0) await addChunks(draft, contents, data);
  await addStorages(draft, contents, stored);
  await addGeometry(draft, contents);
  return data.length > 0
    ? draft
    : { ...draft, withoutPatterns: "no patterns: it is a reconstruction by ptypy; name the .ptyd file beside it" };
}

async function addChunks(draft: Draft, contents: Contents, data: readonly Entry[]): Promise<void> {
  const { fields, notes, problems } = draft;
  const name = (part: string): string =>
    data.length > 1 ? `chunks/*/${part}` : (data[0]?.key ?? "").replace(/data$/, part);
  Object.assign(fields, { patterns: name("data"), measurement: "intensity" });
  notes.push(`${fields.patterns} is the patterns, as counts${data.length > 1 ? `, in ${data.length} chunks` : ""}`);
  const beside = async (part: string): Promise<Entry[]> => {
    const entries = await Promise.all(data.map(({ key }) => contents.first(key.replace(/data$/, part))));
    return entries.filter((entry) => entry !== null);
  };
  const positions = await beside("positions");
  if (positions.length === data.length) setPositions(draft, name("positions"));
  else if (positions.length > 0) {
    problems.push(
      `${data.length} chunks have patterns but ${positions.length} have positions: --positions DATASET names others`,
    );
  }
  const weights = await beside("weights");
  const [first] = weights;
  if (!first || first.shape.length < 2) {
    const whole = await contents.first("info/weight2d", "meta/weight2d");
    if (whole && whole.shape.length === 2) setMask(draft, whole.key);
    return;
  }
  // Weights are of each frame, or the same for all of a chunk.
  const each = weights.length === data.length &&
    weights.every(({ shape }, i) => shape.join() === data[i]?.shape.join());
  setMask(draft, each ? name("weights") : first.key);
}

function setPositions({ fields, notes }: Draft, key: string): void {
  Object.assign(fields, { positions: key, units: "m", xColumn: 1, yColumn: 0 });
  notes.push(`${key} is the positions, ptypy's (row, column) in metres`);
}

function setMask({ fields, notes }: Draft, key: string): void {
  Object.assign(fields, { mask: key, maskGood: 1 });
  notes.push(`${key} is the mask: weights are 0 where a pixel is bad`);
}

async function addStorages(draft: Draft, contents: Contents, stored: readonly Entry[]): Promise<void> {
  const { fields, notes } = draft;
  for (const [field, group] of [["probe", "probe"], ["object", "obj"]] as const) {
    const own = stored.filter(({ key }) => key.startsWith(`content/${group}/`));
    const [first] = own;
    if (!first) continue;
    fields[field] = first.key;
    notes.push(`${first.key} is the ${field}${own.length > 1 ? `, the first of ${own.length}` : ""}`);
    const size = await contents.pixelSize(first.key.replace(/data$/, "_psize"));
    if (size) fields.pixelSize = size;
  }
  const [positions] = await contents.entries(/^content\/positions\/[^/]+$/);
  if (positions && fields.positions === undefined) setPositions(draft, positions.key);
}

async function addGeometry({ fields, notes }: Draft, contents: Contents): Promise<void> {
  const number = async (...names: readonly string[]): Promise<number | null> => {
    for (const name of names.flatMap((key) => [`info/${key}`, `meta/${key}`, `meta/common/${key}`, `common/${key}`])) {
      const found = await contents.number(name);
      if (found !== null && found > 0) return found;
    }
    return null;
  };
  const energy = await number("energy");
  if (energy !== null) {
    fields.energy = energy * 1000;
    notes.push(`the energy is ${energy}, in ptypy's keV`);
  } else {
    const wavelength = await number("lam");
    if (wavelength !== null) fields.wavelength = wavelength;
  }
  const distance = await number("distance");
  if (distance !== null) fields.distance = distance;
  const key = ["info/psize", "meta/psize", "meta/common/psize", "common/psize"].find((name) => contents.has(name));
  const size = key === undefined ? null : await contents.pixelSize(key);
  if (size) fields.detectorPixel = size;
}
