/**
 * CXI, the format of the Coherent X-ray Imaging Data Bank (Maia 2012, doi:10.1038/nmeth.2110): patterns and geometry below
 * `entry_1`, many of them links. Its frame has x to the left and y upwards as the beam sees it, so that the vectors from pixel
 * to pixel, `basis_vectors`, turn and flip positions.
 *
 * @module
 */
import { elementCount } from "../../formats/npy_header.ts";
import type { Contents, Entry } from "../contents/contents.ts";
import { detectorAxes } from "../contents/detector_axes.ts";
import { type Draft, type FilePart, newDraft, stateUnits } from "../contents/file_part.ts";
import { electronVoltsPer, metresPer } from "../contents/units.ts";
import { lengthAt, METRES_BY_FORMAT } from "../contents/quantities.ts";
import { isComplex, isReal } from "../contents/entry_kind.ts";
import type { Layout } from "./layout.ts";

/** Recognises CXI files by `cxi_version`, or by a translation or basis vectors beside patterns. */
export const CXI: Layout = { program: "CXI", find };

// --- internal ---

const DATA = /^entry_\d+\/(?:data_\d+|(?:instrument_\d+\/)?detector_\d+)\/data$/;
const TRANSLATION = /^entry_\d+\/(?:.*\/)?translation$/;

async function find(contents: Contents): Promise<FilePart | null> {
  const translations = contents.keys.filter((key) => TRANSLATION.test(key));
  const isCxi = contents.has("cxi_version") || translations.length > 0 ||
    contents.keys.some((key) => /^entry_\d+\/.*\/basis_vectors$/.test(key));
  const data = (await contents.entries(DATA)).filter((entry) => isReal(entry) && entry.shape.length >= 2)
    .toSorted((a, b) => b.shape.length - a.shape.length || placeOf(a.key) - placeOf(b.key))[0];
  if (!isCxi || (!data && translations.length === 0)) return null;
  const entry = (data?.key ?? translations[0] ?? "").split("/")[0] ?? "";
  const draft = newDraft();
  if (data) {
    Object.assign(draft.fields, { patterns: data.key, measurement: "intensity" });
    draft.notes.push(`${data.key} is the patterns, as CXI's counts`);
  }
  const detector = await detectorOf(contents, [entry, data?.key ?? ""]);
  await addPositions(draft, contents, [translations, data?.shape[0] ?? null]);
  await addMask(draft, contents, [`${entry}/`, detector]);
  await addGeometry(draft, contents, detector);
  await addEnergy(draft, contents, entry);
  await addImages(draft, contents, entry);
  return draft;
}

/** What is for plotting goes before where it was measured: it may be prepared. */
function placeOf(key: string): number {
  return /\/data_\d+\/data$/.test(key) ? 0 : 1;
}

/** The group of the detector: that of the data, or the first that knows a pixel size. */
async function detectorOf(contents: Contents, [entry, data]: readonly [string, string]): Promise<string> {
  const own = data.replace(/\/data$/, "");
  if (await contents.first(`${own}/x_pixel_size`, `${own}/distance`, `${own}/basis_vectors`)) return own;
  const form = new RegExp(`^${entry}/(?:instrument_\\d+/)?detector_\\d+/`);
  const known = contents.keys.find((key) => form.test(key) && /\/(?:x_pixel_size|distance|basis_vectors)$/.test(key)) ??
    contents.keys.find((key) => form.test(key));
  return form.exec(known ?? "")?.[0].slice(0, -1) ?? own;
}

/** Positions are a table of as many rows as there are patterns: detectors have translations too. */
async function addPositions(
  draft: Draft,
  contents: Contents,
  [keys, count]: readonly [readonly string[], number | null],
): Promise<void> {
  const entries: Entry[] = [];
  for (const key of keys) {
    const entry = await contents.entry(key);
    const columns = entry?.shape.at(-1) ?? 0;
    if (entry && entry.shape.length === 2 && columns >= 2 && columns <= 3) entries.push(entry);
  }
  const own = entries.filter(({ key }) => !/\/detector_\d+\/geometry/.test(key)).toSorted((a, b) => rank(a) - rank(b));
  const table = own.find(({ shape }) => shape[0] === count) ?? own[0];
  if (!table) return;
  Object.assign(draft.fields, { positions: table.key, xColumn: 0, yColumn: 1 });
  draft.notes.push(`${table.key} is the positions, (x, y, z)`);
  if (!await stateUnits(draft, contents, table.key)) draft.fields.units = "m";
}

function rank({ key }: Entry): number {
  const order = [/\/data_\d+\/translation$/, /\/sample_\d+\/geometry(?:_\d+)?\/translation$/, /sample/];
  const at = order.findIndex((form) => form.test(key));
  return at < 0 ? order.length : at;
}

async function addMask(
  { fields, notes }: Draft,
  contents: Contents,
  [entry, detector]: readonly [string, string],
): Promise<void> {
  const inEntry = contents.keys.filter((key) => key.startsWith(entry) && /\/mask$/.test(key));
  const mask = await contents.first(`${detector}/mask`, ...inEntry);
  if (mask) {
    Object.assign(fields, { mask: mask.key, maskGood: 0 });
    notes.push(`${mask.key} is the mask: CXI has 0 where a pixel is good, and bits for what is wrong with others`);
  }
  const dark = await contents.first(`${detector}/data_dark`);
  if (!dark) return;
  fields.dark = dark.key;
  notes.push(`${dark.key} is dark frames, which are subtracted`);
}

async function addGeometry({ fields, notes }: Draft, contents: Contents, detector: string): Promise<void> {
  const vectors = await contents.first(`${detector}/basis_vectors`);
  const numbers = vectors ? await contents.numbers(vectors.key, 6) : null;
  const [rows, columns] = vectors?.shape.slice(-2) ?? [];
  const axes = numbers && elementCount([rows ?? 0, columns ?? 0]) === 6 ? axesOf(numbers, columns === 3) : null;
  if (axes) {
    fields.orientation = axes.orientation;
    notes.push(`${detector}/basis_vectors has ${axes.words} of the positions: orientation ${axes.orientation}`);
  } else if (numbers) {
    notes.push(
      `${detector}/basis_vectors lies along no two axes, so the orientation is left open: --orientation says it`,
    );
  }
  if (!vectors) notes.push("no basis_vectors: x is taken along columns and y along rows");
  const sizes: (number | undefined)[] = [];
  for (const name of ["y_pixel_size", "x_pixel_size"]) {
    const size = await lengthAt(contents, `${detector}/${name}`, METRES_BY_FORMAT);
    sizes.push(size?.value);
  }
  const [height = sizes[1] ?? axes?.pixel[0], width = sizes[0] ?? axes?.pixel[1]] = sizes;
  if (height !== undefined && width !== undefined) fields.detectorPixel = [height, width];
  const distance = await lengthAt(contents, `${detector}/distance`, METRES_BY_FORMAT) ??
    await lengthAt(contents, `${detector}/detector_distance`, METRES_BY_FORMAT);
  const corner = await contents.numbers(`${detector}/corner_position`, 3);
  if (distance) fields.distance = distance.value;
  else if (corner?.[2]) fields.distance = Math.abs(corner[2]);
}

/** Of the vectors as columns (3, 2), or as rows (2, 3). */
function axesOf(numbers: Float64Array, asRows: boolean): ReturnType<typeof detectorAxes> {
  const vector = (which: number): number[] =>
    [0, 1, 2].map((axis) => numbers[asRows ? 3 * which + axis : 2 * axis + which] ?? 0);
  return detectorAxes(vector(0), vector(1));
}

/** Joules, or what a unit says. A number that is no photon's energy in joules may be that of a storage ring, and is not taken. */
async function addEnergy({ fields, notes }: Draft, contents: Contents, entry: string): Promise<void> {
  const inEntry = contents.keys.filter((key) => key.startsWith(`${entry}/`));
  const energies = inEntry.filter((key) => /(?:beam|source|monochromator)(?:_\d+)?\/(?:incident_)?energy$/.test(key))
    .toSorted((a, b) => Number(a.includes("source")) - Number(b.includes("source")));
  for (const key of energies) {
    const number = await contents.number(key);
    const volts = electronVoltsPer(await contents.unit(key) ?? "J");
    const energy = (number ?? 0) * (volts ?? 0);
    if (energy > 0 && energy < 1e6) {
      fields.energy = energy;
      return;
    }
    if (number !== null) notes.push(`${key} is ${number}, which is no photon's energy, and was ignored`);
  }
  for (const key of inEntry.filter((name) => /(?:beam|source)(?:_\d+)?\/(?:incident_)?wavelength$/.test(name))) {
    const unit = await contents.unit(key);
    const wavelength = await lengthAt(contents, key, METRES_BY_FORMAT);
    if (!wavelength || (unit !== null && metresPer(unit) === null)) continue;
    fields.wavelength = wavelength.value;
    return;
  }
}

async function addImages({ fields }: Draft, contents: Contents, entry: string): Promise<void> {
  const complex = (await contents.entries(new RegExp(`^${entry}/`))).filter((candidate) =>
    isComplex(candidate) && candidate.shape.length >= 2
  );
  const probe = complex.find(({ key }) => /\/(?:probe(?:\/data)?|illumination|initial_probe)$/.test(key));
  const object = complex.find(({ key }) => /\/(?:object(?:\/data)?|image_\d+\/data)$/.test(key));
  if (probe) fields.probe = probe.key;
  if (object) fields.object = object.key;
}
