/**
 * NeXus and its NXptycho: patterns below an entry, positions `x` and `y`, the photons' energy in a beam or a monochromator and
 * never in a source, which is the ring's. Detectors write frames to several datasets, `entry/data/data_000001` and on.
 *
 * @module
 */
import type { Contents, Entry } from "../contents/contents.ts";
import { isReal, lastDigits, lastName } from "../contents/entry_kind.ts";
import { type Draft, type FilePart, newDraft, stateUnits } from "../contents/file_part.ts";
import { DETECTOR_PIXEL, DISTANCE, energyAt, lengthAt, type LengthGuess, WAVELENGTH } from "../contents/quantities.ts";
import type { Layout } from "./layout.ts";

/** Recognises NeXus files by an entry with a stack of frames. */
export const NEXUS: Layout = { program: "NeXus", find };

// --- internal ---

const ENTRY = /^[^/]*entry[^/]*\//i;
/** Where frames lie, the likeliest first: prepared for plotting, then as the detector wrote them. */
const FRAMES = [
  ...[/\/data(?:_?\d+)?\/data$/, /\/data(?:_?\d+)?\/data_\d+$/, /\/detector[^/]*\/data(?:_\d+)?$/],
  ...[/\/(?:merlin|medipix|eiger|pilatus|excalibur|lambda)[^/]*\/data(?:_\d+)?$/i, /\/data(?:_\d+)?$/],
];

/** Frames lie in an entry, under one of these names. */
const LIKELY = /^[^/]*entry[^/]*\/.*data(?:_\d+)?$/i;

async function find(contents: Contents): Promise<FilePart | null> {
  if (!contents.keys.some((key) => ENTRY.test(key))) return null;
  const frames = (await contents.entries(LIKELY)).filter(isFrames).toSorted((a, b) => rank(a) - rank(b))[0];
  // Frames may lie behind a link into a file that is not there, which has been told by now.
  if (!frames && contents.problems.size === 0) return null;
  const draft = newDraft();
  if (frames) {
    draft.fields.patterns = await joined(contents, frames);
    draft.fields.measurement = "intensity";
    draft.notes.push(`${draft.fields.patterns} is the patterns, as a detector's counts`);
    await addPositions(draft, contents, frames);
  }
  await addMask(draft, contents);
  await addGeometry(draft, contents);
  return draft;
}

function isFrames(entry: Entry): boolean {
  return isReal(entry) && entry.shape.length >= 3 && rank(entry) < FRAMES.length &&
    Math.min(...entry.shape.slice(-2)) >= 8;
}

function rank({ key }: { readonly key: string }): number {
  const at = FRAMES.findIndex((form) => form.test(key));
  return at < 0 ? FRAMES.length : at;
}

/** All datasets of a numbered one, where there are more. */
async function joined(contents: Contents, { key, shape }: Entry): Promise<string> {
  const form = /\/data_\d+$/.test(key) ? lastDigits(key) : null;
  if (form === null) return key;
  const others = (await contents.entries(LIKELY)).filter((entry) => lastDigits(entry.key) === form);
  const alike = others.filter((entry) => entry.shape.slice(1).join() === shape.slice(1).join());
  return alike.length > 1 && alike.length === others.length ? form : key;
}

/** Names of positions along an axis, the likeliest first. */
const POSITIONS: readonly RegExp[] = [
  /^x$/i,
  /^(?:lab_)?(?:sample_)?(?:translation_|position_|pos_)?x$/i,
  /^x_?(?:pos(?:itions?)?|translation|set|rbv)$/i,
  /_x(?:_(?:m|mm|um|nm))?$/i,
];

/** What any of these, and the same of y, look like. */
const AXES = /^[^/]*entry[^/]*\/(?:.*[/_])?[xy](?:$|_)|[xy]_?(?:pos|translation|set|rbv)[^/]*$/i;

async function addPositions(draft: Draft, contents: Contents, { shape }: Entry): Promise<void> {
  const [rows = 0, columns = 0] = shape.length > 3 ? shape : [];
  const count = shape.length > 3 ? rows * columns : shape[0];
  const candidates = (await contents.entries(AXES)).filter((entry) => isReal(entry) && entry.shape.length >= 1);
  for (const form of POSITIONS) {
    for (const x of candidates.filter(({ key }) => form.test(lastName(key)))) {
      const y = candidates.find(({ key }) => key === otherAxis(x.key));
      if (!y || !(lengthOf(x) > 1 || count === 1)) continue;
      const fits = (lengthOf(x) === count && lengthOf(y) === count) ||
        (lengthOf(x) === columns && lengthOf(y) === rows);
      if (!fits && form !== POSITIONS[0]) continue;
      draft.fields.xPositions = x.key;
      draft.fields.yPositions = y.key;
      draft.notes.push(`${x.key} and ${y.key} are the positions`);
      await stateUnits(draft, contents, x.key);
      return;
    }
  }
}

function lengthOf({ shape }: Entry): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** The name with y for the last x in it. */
function otherAxis(key: string): string {
  return key.replace(/x(?=[^x/]*$)/, "y").replace(/X(?=[^X/]*$)/, "Y");
}

async function addMask({ fields, notes }: Draft, contents: Contents): Promise<void> {
  const key = contents.keys.find((name) => ENTRY.test(name) && /\/pixel_mask$/.test(name));
  if (key === undefined || !await contents.first(key)) return;
  Object.assign(fields, { mask: key, maskGood: 0 });
  notes.push(`${key} is the mask: NeXus has 0 where a pixel is good, and bits for what is wrong with others`);
}

async function addGeometry({ fields, notes }: Draft, contents: Contents): Promise<void> {
  const keys = contents.keys.filter((key) => ENTRY.test(key) && !/\/source[^/]*\//i.test(key));
  const length = async (form: RegExp, guess: LengthGuess): Promise<number | undefined> => {
    for (const key of keys.filter((name) => form.test(name))) {
      const found = await lengthAt(contents, key, guess);
      if (!found) continue;
      if (found.note !== null) notes.push(found.note);
      return found.value;
    }
    return undefined;
  };
  fields.distance =
    await length(/\/(?:det|eiger|pilatus|merlin|medipix|excalibur)[^/]*\/(?:detector_)?distance$/i, DISTANCE) ??
      await length(/\/detector_distance$/i, DISTANCE);
  const width = await length(/\/x_pixel_size$/, DETECTOR_PIXEL);
  const height = await length(/\/y_pixel_size$/, DETECTOR_PIXEL) ?? width;
  if (height !== undefined) fields.detectorPixel = [height, width ?? height];
  for (
    const key of keys.filter((name) =>
      /\/(?:beam|mono)[^/]*\/(?:incident_|photon_)?energy$|\/photon_energy$/i.test(name)
    )
  ) {
    const energy = await energyAt(contents, key);
    if (!energy) continue;
    fields.energy = energy.value;
    if (energy.note !== null) notes.push(energy.note);
    return;
  }
  fields.wavelength = await length(
    /\/(?:beam|mono)[^/]*\/(?:incident_)?wavelength$|\/incident_wavelength$/i,
    WAVELENGTH,
  );
}
