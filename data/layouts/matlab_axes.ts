/**
 * MATLAB's files: HDF5 with all axes in reverse, as MATLAB runs through the first index fastest. So rows and columns of every
 * image are swapped.
 *
 * @module
 */
import type { Contents } from "./contents/contents.ts";
import { namedPlaces, type Search } from "./search.ts";

/**
 * Says that images are transposed where MATLAB wrote them.
 *
 * @param search The search; patterns, probe and mask are known if they will be.
 */
export async function turnMatlabAxes(search: Search): Promise<void> {
  const { fields, notes, problems } = search.draft;
  const images: { readonly name: string; readonly matlab: boolean }[] = [];
  for (const field of ["patterns", "probe", "mask", "object"] as const) {
    const [place] = await namedPlaces(search, field);
    if (place) images.push({ name: place.name, matlab: await isMatlab(place.contents, place.entry.key) });
  }
  const [first] = images;
  if (!first || images.every(({ matlab }) => !matlab)) return;
  const others = images.filter(({ matlab }) => matlab !== first.matlab);
  fields.transpose ??= first.matlab;
  if (first.matlab) notes.push("MATLAB's axes are in reverse: rows and columns of images are swapped");
  for (const { name, matlab } of others) {
    problems.push(
      `${name} ${
        matlab ? "is MATLAB's, with rows and columns swapped, and" : "is not MATLAB's, and not"
      } as ${first.name}: ` +
        "save both by one program",
    );
  }
}

// --- internal ---

/** MATLAB says of every array which class it is. */
async function isMatlab(contents: Contents, key: string): Promise<boolean> {
  return await contents.attribute(key, "MATLAB_class") !== undefined;
}
