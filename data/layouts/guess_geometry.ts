/**
 * Energy, wavelength, distance and pixel sizes under telling names, in files of any program.
 *
 * @module
 */
import { elementCount } from "../formats/npy_header.ts";
import { isReal, lastName } from "./contents/entry_kind.ts";
import {
  DETECTOR_PIXEL,
  DISTANCE,
  energyOf,
  type LengthGuess,
  lengthOf,
  type Quantity,
  WAVELENGTH,
} from "./contents/quantities.ts";
import type { Contents } from "./contents/contents.ts";
import type { Search } from "./search.ts";

/** Looks for what is not known yet of the wave and the detector. */
export async function guessGeometry(search: Search): Promise<void> {
  const { fields, notes } = search.draft;
  const numbers: Named[] = [];
  for (const contents of search.contents) numbers.push(...await singleNumbers(contents));
  const add = (found: Quantity | null, take: (value: number) => void): void => {
    if (!found) return;
    take(found.value);
    if (found.note !== null) notes.push(found.note);
  };
  if (fields.energy === undefined && fields.wavelength === undefined) {
    const voltage = firstOf(numbers, VOLTAGE, (number) => accelerating(energyNamed(number)));
    add(voltage, (energy) => Object.assign(fields, { energy, radiation: "electrons" }));
    if (!voltage) add(firstOf(numbers, ENERGY, energyNamed), (energy) => Object.assign(fields, { energy }));
  }
  if (fields.energy === undefined && fields.wavelength === undefined) {
    add(
      firstOf(numbers, WAVE, (number) => lengthNamed(number, WAVELENGTH)),
      (wavelength) => Object.assign(fields, { wavelength }),
    );
  }
  if (fields.distance === undefined) {
    add(
      firstOf(numbers, FAR, (number) => lengthNamed(number, DISTANCE)),
      (distance) => Object.assign(fields, { distance }),
    );
  }
  if (fields.detectorPixel === undefined) {
    const size = (form: RegExp): Quantity | null =>
      firstOf(numbers, form, (number) => lengthNamed(number, DETECTOR_PIXEL));
    const width = size(PIXEL_X) ?? size(PIXEL);
    const height = size(PIXEL_Y) ?? width;
    add(height, (value) => Object.assign(fields, { detectorPixel: [value, width?.value ?? value] }));
  }
}

// --- internal ---

/** Detectors have voltages too, of which the unit is in no name. */
const VOLTAGE = /^(?:accelerat\w*_?voltage|high_?tension|beam_?voltage)(?:_k?v)?$|^(?:voltage|ht)_k?v$/i;
const ENERGY = /^(?:photon_?|beam_?|xray_?|x_ray_?|incident_?|probe_?)?energy(?:_k?ev|_j)?$/i;
const WAVE = /^(?:wave_?length|lambda|lam)(?:_m|_nm|_a|_ang\w*)?$/i;
const FAR =
  /^(?:det\w*_?(?:sample_?|object_?)?(?:dist(?:ance)?)|sample_?det\w*_?dist(?:ance)?|(?:propagation_?)?distance|camera_?length_[cm]?m|zo|z_?det)(?:_m|_mm|_cm)?$|^z_m$/i;
const PIXEL =
  /^(?:(?:det(?:ector)?|ccd|camera)_?)?(?:pixel_?size|px_?size|psize|dxd|dx_?det)(?:_m|_mm|_um)?$|^(?:det(?:ector)?|ccd|camera)_?pixel(?:_?size)?(?:_m|_mm|_um)?$/i;
const PIXEL_X = /^(?:det(?:ector)?_?)?x_?pixel_?size(?:_m|_mm|_um)?$|^pixel_?size_?x(?:_m|_mm|_um)?$/i;
const PIXEL_Y = /^(?:det(?:ector)?_?)?y_?pixel_?size(?:_m|_mm|_um)?$|^pixel_?size_?y(?:_m|_mm|_um)?$/i;
/** The ring's energy is in a source, distances of other parts of a beamline beside those, and the object has pixels too. */
const ELSEWHERE =
  /(?:^|\/)(?:source|ring|accelerator|storage|object|obj|probe|slit|aperture|attenuator|lens|optic|zone|mirror|pinhole|undulator|insertion)[^/]*\//i;

interface Named {
  readonly name: string;
  readonly number: number;
  readonly unit: string | null;
}

/** Arrays of one number, and numbers among the root's attributes. */
async function singleNumbers(contents: Contents): Promise<Named[]> {
  const found: Named[] = [];
  const forms = [VOLTAGE, ENERGY, WAVE, FAR, PIXEL, PIXEL_X, PIXEL_Y];
  const likely = contents.keys.filter((key) => forms.some((form) => form.test(lastName(key))) && !ELSEWHERE.test(key));
  for (const key of likely) {
    const entry = await contents.entry(key);
    if (!entry || (!isReal(entry) && entry.dtype !== "U" && entry.dtype !== "S") || elementCount(entry.shape) > 65536) {
      continue;
    }
    const number = await contents.number(key);
    if (number !== null) found.push({ name: key, number, unit: await contents.unit(key) });
  }
  for (const name of await contents.attributeNames("")) {
    const number = forms.some((form) => form.test(name)) ? await contents.attributeNumber("", name) : null;
    if (number !== null) found.push({ name, number, unit: null });
  }
  return found;
}

function firstOf(
  numbers: readonly Named[],
  form: RegExp,
  read: (number: Named) => Quantity | null,
): Quantity | null {
  for (const number of numbers) {
    const found = form.test(lastName(number.name)) ? read(number) : null;
    if (found) return found;
  }
  return null;
}

function energyNamed({ name, number, unit }: Named): Quantity | null {
  return energyOf(number, [name, unit]);
}

/** Microscopes accelerate electrons by tens of kilovolts at least. */
function accelerating(energy: Quantity | null): Quantity | null {
  return energy && energy.value >= 1e4 ? energy : null;
}

function lengthNamed({ name, number, unit }: Named, guess: LengthGuess): Quantity | null {
  return lengthOf(number, [name, unit], guess);
}
