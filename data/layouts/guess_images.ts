/**
 * Probe, object, mask and dark frames in a file of no program that is known, by what they are and how they are named.
 *
 * @module
 */
import { shapeText } from "../../config/values/printable.ts";
import { isComplex, isReal, lastName, squeezed } from "./contents/entry_kind.ts";
import { freePlaces, type Place, type Search } from "./search.ts";

/**
 * Looks for the images that are not known yet, and names them in the fields.
 *
 * @param search The search.
 * @param size Rows and columns of a pattern; null where there are none.
 */
export async function guessImages(search: Search, size: readonly [number, number] | null): Promise<void> {
  const { fields, notes } = search.draft;
  const places = (await freePlaces(search)).filter(({ entry }) => entry.shape.length >= 2);
  const probe = fields.probe === undefined
    ? places.filter(isComplexImage).find((place) => isProbe(place, size))
    : undefined;
  if (probe) {
    fields.probe = probe.name;
    notes.push(`${probe.name} is taken for the probe: complex numbers of shape ${shapeText(probe.entry.shape)}`);
  }
  const object = fields.object === undefined
    ? places.filter(isComplexImage).find((place) => place !== probe && OBJECT.test(lastName(place.entry.key)))
    : undefined;
  if (object) {
    fields.object = object.name;
    notes.push(`${object.name} is taken for the object: complex numbers of shape ${shapeText(object.entry.shape)}`);
  }
  if (size) takeDetectorImages(search, places, size);
}

// --- internal ---

const PROBE = /probe|illum|aperture|beam|(^|_)prb?($|_)/i;
const OBJECT = /obj|psi|transm|recon|potential/i;
const MASK = /mask|bad|dead|valid|good_?pix|hot|defect|flagged/i;
const DARK = /dark|background|(^|_)bg($|_)/i;

function isComplexImage({ entry }: Place): boolean {
  return isComplex(entry) && Math.min(...squeezed(entry.shape)) >= 1 && entry.shape.length <= 6;
}

function isProbe({ entry }: Place, size: readonly [number, number] | null): boolean {
  const name = lastName(entry.key);
  if (PROBE.test(name)) return true;
  if (OBJECT.test(name) || !size) return false;
  const axes = squeezed(entry.shape);
  return axes.slice(-2).join() === size.join() || axes.slice(0, 2).join() === size.join();
}

function takeDetectorImages(
  { draft: { fields, notes } }: Search,
  places: readonly Place[],
  size: readonly [number, number],
): void {
  const images = places.filter(({ entry }) => isReal(entry) && entry.shape.slice(-2).join() === size.join());
  const mask = images.find(({ entry }) => MASK.test(lastName(entry.key)));
  if (mask && fields.mask === undefined) {
    fields.mask = mask.name;
    notes.push(`${mask.name} is taken for the mask, by its name and shape`);
    const name = lastName(mask.entry.key);
    if (/bad|dead|hot|defect|invalid/i.test(name)) fields.maskGood = 0;
    else if (/valid|good/i.test(name)) fields.maskGood = 1;
    if (fields.maskGood !== undefined) {
      notes.push(`${mask.name} has ${fields.maskGood} where a pixel is good, by its name`);
    }
  }
  const dark = images.find((place) => place !== mask && DARK.test(lastName(place.entry.key)));
  if (dark && fields.dark === undefined) {
    fields.dark = dark.name;
    notes.push(`${dark.name} is taken for dark frames, by its name`);
  }
}
