/**
 * ptychodus' products: a reconstruction with probe, object and positions, but no patterns. Positions are in metres, in the
 * frame in which the object has its centre.
 *
 * @module
 */
import type { Contents } from "../contents/contents.ts";
import { type Draft, type FilePart, newDraft } from "../contents/file_part.ts";
import type { Layout } from "./layout.ts";

/** Recognises ptychodus' product files of old and new versions, HDF5 and NPZ. */
export const PTYCHODUS_PRODUCT: Layout = { program: "ptychodus product", find };

// --- internal ---

async function find(contents: Contents): Promise<FilePart | null> {
  const x = await contents.first("probe_position_x_m", "position_x_m", "probe_positions_x_m");
  const y = x && await contents.first(x.key.replace("_x_m", "_y_m"));
  // Beside patterns, such names are of another program's.
  if (!x || !y || await contents.first("dp", "diffraction", "patterns")) return null;
  const draft = newDraft({ xPositions: x.key, yPositions: y.key, units: "m" });
  draft.notes.push(`${x.key} and ${y.key} are the positions, in metres in the frame of the object`);
  const indexes = await contents.first("probe_position_indexes", "position_indexes", "probe_positions_indexes");
  if (indexes) draft.fields.positionIndexes = indexes.key;
  if (await contents.first("probe")) draft.fields.probe = "probe";
  if (await contents.first("object")) await addObject(draft, contents);
  await addGeometry(draft, contents);
  return {
    ...draft,
    withoutPatterns: "no patterns: it is a ptychodus product, a reconstruction; name the diffraction file beside it",
  };
}

async function addObject({ fields, notes }: Draft, contents: Contents): Promise<void> {
  fields.object = "object";
  const centre = await Promise.all(["center_x_m", "center_y_m"].map((name) => attached(contents, "object", name)));
  const [x, y] = centre.map((value) => value ?? 0);
  fields.objectCentre = [x ?? 0, y ?? 0];
  notes.push(
    `the middle of the object is at x = ${x} m, y = ${y} m` +
      (centre.includes(null) ? ", as products without center_x_m and center_y_m mean it" : ""),
  );
}

async function addGeometry({ fields, notes }: Draft, contents: Contents): Promise<void> {
  for (const image of ["object", "probe"]) {
    const height = await attached(contents, image, "pixel_height_m");
    const width = await attached(contents, image, "pixel_width_m");
    // Old products have zeros where the size of a pixel was not known.
    if (!height || !width || height < 0 || width < 0 || fields.pixelSize) continue;
    fields.pixelSize = [height, width];
    notes.push(`a pixel of the ${image} is ${height} m × ${width} m`);
  }
  const energy = await attached(contents, "", "probe_energy_eV");
  if (energy !== null && energy > 0) fields.energy = energy;
  const distance = await attached(contents, "", "detector_object_distance_m") ??
    await attached(contents, "", "detector_distance_m");
  if (distance !== null && distance > 0) fields.distance = distance;
}

/** A number that HDF5 has as an attribute and NPZ as an array: of an object `pixel_width_m` or `object_pixel_width_m`. */
async function attached(contents: Contents, key: string, name: string): Promise<number | null> {
  const attribute = await contents.attributeNumber(key, name);
  if (attribute !== null) return attribute;
  return (key === "" ? null : await contents.number(`${key}_${name}`)) ?? await contents.number(name);
}
