/**
 * PtychoShelves' files: raw frames of a detector as `eiger_4` and the like, prepared data below `measurement/n0`, and
 * reconstructions below `reconstruction/p`. Its positions are (row, column) of the least corner of a patch in object pixels.
 *
 * @module
 */
import type { Contents, Entry } from "../contents/contents.ts";
import { isComplex, isReal } from "../contents/entry_kind.ts";
import { type Draft, type FilePart, newDraft } from "../contents/file_part.ts";
import { DISTANCE, lengthAt, WAVELENGTH } from "../contents/quantities.ts";
import type { Layout } from "./layout.ts";

/** Recognises PtychoShelves' names. */
export const PTYCHOSHELVES: Layout = { program: "PtychoShelves", find };

// --- internal ---

const PREPARED = /^measurements?\/n\d+\/(?:data|fmag)$/;
const RAW = /(?:^|\/)(?:eiger|pilatus|moench|jungfrau)_\d+$/;
const RECONSTRUCTION = /^(?:reconstruction\/p|p|outputs)\//;

async function find(contents: Contents): Promise<FilePart | null> {
  const stacks = (form: RegExp): Promise<Entry[]> =>
    contents.entries(form).then((all) => all.filter((entry) => isReal(entry) && entry.shape.length >= 2));
  const prepared = await stacks(PREPARED);
  const raw = await stacks(RAW);
  const images = (await contents.entries(RECONSTRUCTION)).filter(isComplex);
  const [data] = [...prepared, ...raw];
  if (!data && images.length === 0) return null;
  const draft = newDraft();
  if (data) addPatterns(draft, data, prepared);
  await addPositions(draft, contents);
  const probe = images.find(({ key }) => /\/probes?(?:_\d+)?$/.test(key));
  const object = images.find(({ key }) => /\/objects?(?:_\d+)?$/.test(key));
  if (probe) draft.fields.probe = probe.key;
  if (object) draft.fields.object = object.key;
  await addGeometry(draft, contents);
  return data ? draft : {
    ...draft,
    withoutPatterns: "no patterns: it is a reconstruction by PtychoShelves; name the prepared data beside it",
  };
}

function addPatterns({ fields, notes }: Draft, data: Entry, prepared: readonly Entry[]): void {
  const alike = prepared.filter(({ key }) => key.endsWith(data.key.replace(/^.*\//, "/")));
  fields.patterns = alike.length > 1 ? data.key.replace(/\/n\d+\//, "/n*/") : data.key;
  fields.measurement = data.key.endsWith("fmag") ? "amplitude" : "intensity";
  notes.push(`${fields.patterns} is the patterns, as ${fields.measurement === "amplitude" ? "amplitudes" : "counts"}`);
}

async function addPositions({ fields, notes }: Draft, contents: Contents): Promise<void> {
  const tables = await contents.entries(/^(?:measurements?\/n\d+|reconstruction\/p|p)\/positions$/);
  const [table] = tables;
  if (!table) return;
  fields.positions = tables.length > 1 && fields.patterns?.includes("*")
    ? table.key.replace(/\/n\d+\//, "/n*/")
    : table.key;
  Object.assign(fields, { xColumn: 1, yColumn: 0, units: "px", positionReference: "corner" });
  notes.push(
    `${fields.positions} is the positions, PtychoShelves' (row, column) of the least corner of each patch in object pixels`,
  );
}

async function addGeometry({ fields, notes }: Draft, contents: Contents): Promise<void> {
  const group = ["reconstruction/p", "p", "measurement/n0", "measurements/n0"].find((name) =>
    contents.keys.some((key) => key.startsWith(`${name}/`))
  );
  const wavelength = await lengthAt(contents, `${group}/lambda`, WAVELENGTH);
  const distance = await lengthAt(contents, `${group}/z`, DISTANCE);
  if (wavelength) fields.wavelength = wavelength.value;
  if (distance) fields.distance = distance.value;
  const size = await contents.pixelSize(`${group}/dx_spec`);
  if (size && Math.max(...size) < 1e-4) fields.pixelSize = size;
  for (const found of [wavelength, distance]) if (found?.note) notes.push(found.note);
}
