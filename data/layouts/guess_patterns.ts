/**
 * Patterns in a file of no program that is known: the largest array of two axes of much the same length and one or two
 * others.
 *
 * @module
 */
import { nameList, shapeText } from "../../config/values/printable.ts";
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
  const places = (await freePlaces(search)).filter(mayBePatterns);
  const stacks = places.filter(({ entry }) => isStack(entry.shape));
  const [best, second] = (stacks.length > 0 ? stacks : places.filter(isOnlyImage)).sort(byLikelihood);
  if (!best) return;
  fields.patterns = joined(search, places, best) ?? best.name;
  notes.push(
    `${fields.patterns} is taken for the patterns: of the arrays that may be, it is ` +
      `${second ? "the likeliest by its name and size" : "the only one"}, ${
        shapeText(best.entry.shape)
      } ${best.entry.dtype}`,
  );
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
  /diff|pattern|(^|[^a-z])data($|[^a-z])|^dps?$|^fmag$|ptychogram|reciprocal|intensit|amplitude|cbed|data_?cube|frames?$|images?$|detector|eiger|merlin|medipix|pilatus|counts|4d/i;
/** Names of stacks that are none. */
const OTHER =
  /probe|object|mask|position|coord|translation|dark|flat|background|gain|weight|variance|error|thumbnail|label|psi|sum|average|mean/i;

function mayBePatterns({ entry }: Place): boolean {
  return isReal(entry) && entry.dtype !== "bool" && entry.shape.length >= 2 && !OTHER.test(lastName(entry.key));
}

function isStack(shape: readonly number[]): boolean {
  const axes = shape.length > 2 ? frameAxes(shape) : null;
  return axes !== null && isFrame(...axes.size) && Math.min(...axes.size) >= 8;
}

/** A single pattern: an image of a telling name, or of none. */
function isOnlyImage({ entry: { shape, key } }: Place): boolean {
  const axes = frameAxes(shape);
  return axes !== null && isFrame(...axes.size) && Math.min(...axes.size) >= 8 &&
    (TELLING.test(lastName(key)) || shape.length === 2);
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
function joined({ files }: Search, places: readonly Place[], best: Place): string | null {
  const isAlike = ({ entry }: Place): boolean =>
    entry.shape.slice(-2).join() === best.entry.shape.slice(-2).join() &&
    entry.shape.length === best.entry.shape.length;
  const { file } = best.contents;
  const forms: [name: string, alike: readonly Place[]][] = [];
  const form = lastDigits(best.entry.key);
  if (form !== null) {
    const own = places.filter((place) =>
      place.contents.file === file && isAlike(place) && lastDigits(place.entry.key) === form
    );
    forms.push([file === files[0] ? form : `${baseName(file.path)}:${form}`, own]);
  }
  const fileForm = lastDigits(baseName(file.path));
  if (fileForm !== null) {
    const others = places.filter(({ contents, entry }) =>
      entry.key === best.entry.key && lastDigits(baseName(contents.file.path)) === fileForm
    ).filter(isAlike);
    forms.push([`${fileForm}:${best.entry.key}`, others]);
  }
  for (const [name, alike] of forms) {
    if (alike.length > 1 && datasetsOf(files, name).length === alike.length) return name;
  }
  return null;
}
