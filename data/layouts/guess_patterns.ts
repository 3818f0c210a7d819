/**
 * Patterns in a file of no program that is known: the largest array of two axes of much the same length and one or two
 * others.
 *
 * @module
 */
import { nameList, shapeText } from "../../config/values/printable.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import { elementCount } from "../formats/npy_header.ts";
import { baseName, datasetsOf } from "./contents/dataset_name.ts";
import { frameAxes, isFrame } from "./contents/frames_axis.ts";
import { freePlaces, type Place, type Search } from "./search.ts";
import { isReal, lastDigits, lastName } from "./contents/entry_kind.ts";

/**
 * Looks for patterns, and names them in the fields.
 *
 * @param search The search; its fields have no patterns yet.
 */
export async function guessPatterns(search: Search): Promise<void> {
  const { fields, notes, problems } = search.draft;
  const free = (await freePlaces(search)).filter(({ entry }) =>
    isReal(entry) && entry.dtype !== "bool" && entry.shape.length > 1
  );
  const likely = free.filter(({ entry }) => !OTHER.test(lastName(entry.key)));
  // An array that is alone in its file may be called after the file, and the file as anything.
  const places = likely.some(mayBePatterns) ? likely : free.filter(isAlone);
  const stacks = places.filter(({ entry }) => isStack(entry.shape));
  const [best, second] = (stacks.length > 0 ? stacks : places.filter(isOnlyImage)).sort(
    byLikelihood,
  );
  if (!best) return;
  fields.patterns = joined(search, places, best) ?? best.name;
  notes.push(
    `${fields.patterns} is taken for the patterns: of the arrays that may be, it is ` +
      `${second ? "the likeliest by its name and size" : "the only one"}, ${
        shapeText(best.entry.shape)
      } ${best.entry.dtype}`,
  );
  const said = /(amplitude|(?:^|_)amps?(?:$|_))|intensit|counts/i.exec(lastName(best.entry.key));
  if (said) {
    fields.measurement = said[1] === undefined ? "intensity" : "amplitude";
    notes.push(`${fields.patterns} is taken for ${said[1] === undefined ? "counts" : "amplitudes"}, by its name`);
  }
  const rivals = stacks.filter((place) =>
    place !== best && score(place) === score(best) && volume(place) === volume(best)
  );
  if (rivals.length > 0 && fields.patterns === best.name) {
    problems.push(
      `${best.name} and ${
        nameList(rivals.map(({ name }) => name))
      } may be the patterns alike: --patterns DATASET says which`,
    );
  }
}

// --- internal ---

/** Names that programs give to patterns. */
const TELLING =
  /diff|pattern|(^|[^a-z])data($|[^a-z])|^dps?$|^fmag$|ptychogram|reciprocal|intensit|amplitude|cbed|data_?cube|(frames?|images?|patt)($|_?\d)|^pages$|detector|eiger|merlin|medipix|pilatus|counts|4d/i;
/** Names of stacks that are none. */
const OTHER =
  /probe|object|mask|position|coord|translation|dark|flat|background|gain|weight|variance|error|thumbnail|label|psi|sum|average|mean/i;

function mayBePatterns(place: Place): boolean {
  return isStack(place.entry.shape) || isOnlyImage(place);
}

function isAlone({ contents }: Place): boolean {
  return contents.keys.length === 1;
}

function isStack(shape: readonly number[]): boolean {
  const axes = shape.length > 2 ? frameAxes(shape) : null;
  return axes !== null && isFrame(...axes.size) && Math.min(...axes.size) >= 8;
}

/** A single pattern, by its name or as there is nothing else: images may be of anything. */
function isOnlyImage(place: Place): boolean {
  const axes = frameAxes(place.entry.shape);
  return axes !== null && axes.count === 1 && isFrame(...axes.size) && Math.min(...axes.size) >= 8 &&
    (TELLING.test(lastName(place.entry.key)) || isAlone(place));
}

function byLikelihood(a: Place, b: Place): number {
  return score(b) - score(a) || volume(b) - volume(a);
}

function score({ entry }: Place): number {
  return TELLING.test(lastName(entry.key)) ? 1 : 0;
}

function volume({ entry }: Place): number {
  return elementCount(entry.shape);
}

/** A name with a `*` for arrays that differ from the best in a number of their name alone, in one file or in several. */
function joined({ files }: Search, places: readonly Place[], { contents, entry }: Place): string | null {
  const alike = places.filter(({ entry: { shape } }) =>
    shape.length === entry.shape.length && shape.slice(-2).join() === entry.shape.slice(-2).join()
  );
  const keyForm = lastDigits(entry.key);
  const base = baseName(contents.file.path);
  const fileForm = lastDigits(base);
  const isKey = ({ entry: { key } }: Place): boolean => keyForm !== null && lastDigits(key) === keyForm;
  const own = alike.filter((place) => place.contents === contents && isKey(place));
  if (own.length > 1) return confirmed(files, contents.file === files[0] ? keyForm : `${base}:${keyForm}`, own);
  const others = alike.filter((place) =>
    lastDigits(baseName(place.contents.file.path)) === fileForm && (place.entry.key === entry.key || isKey(place))
  );
  if (fileForm === null || others.length < 2) return null;
  // Some formats name an array after its file.
  const key = others.every((place) => place.entry.key === entry.key) ? entry.key : keyForm;
  return confirmed(files, `${fileForm}:${key}`, others);
}

/** The name, if it stands for these arrays and no others. */
function confirmed(files: readonly ArrayFile[], name: string | null, places: readonly Place[]): string | null {
  if (name === null) return null;
  const found = datasetsOf(files, name);
  return found.length === places.length &&
      found.every(({ file, key }) => places.some(({ contents, entry }) => contents.file === file && entry.key === key))
    ? name
    : null;
}
