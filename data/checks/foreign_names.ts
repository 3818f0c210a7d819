/**
 * Files of other programs, recognised by the names of their arrays: which program it is, and what to write under which
 * name.
 *
 * @module
 */

/**
 * What a file without the arrays of a scan seems to be, and what to do.
 *
 * @param keys Names of its arrays.
 * @returns Words that end a message; null where nothing is recognised.
 */
export function foreignHint(keys: readonly string[]): string | null {
  const has = (name: string): boolean => keys.includes(name);
  if (!has("diffraction") && !has("diff3d") && has("probeGuess") && has("objectGuess")) {
    return "it holds a reconstruction without patterns: simulate --from takes it";
  }
  if (has("object") && has("mask") && has("origin")) {
    return "it is a reconstruction that infer wrote: train and infer take the scan";
  }
  const program = PROGRAMS.find(({ marks }) => marks.every((names) => names.some(has)))?.name;
  const renames = RENAMES.filter(({ ours }) => !ours.some(has)).flatMap(({ theirs, as }) => {
    const found = theirs.filter(has);
    return found.length > 0 ? [`${found.join(", ")} ${as}`] : [];
  });
  if (renames.length === 0) return null;
  const remedy = `write ${renames.join(", ")}`;
  return program === undefined ? remedy : `it looks like a ${program} file: ${remedy}`;
}

// --- internal ---

/** Each list needs one of its names in the file. */
const PROGRAMS: readonly { readonly name: string; readonly marks: readonly (readonly string[])[] }[] = [
  { name: "ptychodus", marks: [["probe_position_x_m", "probe_position_indexes", "object_layer_spacing_m"]] },
  { name: "ptychodus", marks: [["patterns"], ["indexes", "bad_pixels", "positions"]] },
  { name: "tike", marks: [["data"], ["scan"], ["probe", "psi"]] },
  { name: "PtychoNN", marks: [["reciprocal"]] },
  { name: "PtyLab", marks: [["ptychogram"]] },
  { name: "PtychoShelves", marks: [["dp", "fmag"]] },
  { name: "Pty-Chi", marks: [["dp"], ["probe_position_x_m", "positions_px"]] },
];

/** Names that other programs give to what a scan needs. */
const RENAMES: readonly {
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
  readonly as: string;
}[] = [
  {
    ours: ["diffraction", "diff3d"],
    theirs: [
      ...["patterns", "data", "dp", "fmag", "reciprocal", "ptychogram", "diffraction_patterns"],
      ...["intensities", "intensity", "amplitudes", "diff_data", "diffractionData", "cbeds", "datacube", "images"],
    ],
    as: "as diffraction",
  },
  {
    ours: ["xcoords"],
    theirs: [
      ...["positions", "position", "scan", "coords", "encoder", "points", "positions_px", "scan_positions", "pos"],
      ...["probe_position_x_m", "probe_position_y_m", "position_x_m", "position_y_m", "x", "y", "xpos", "ypos"],
      ...["probe_positions", "pos_x", "pos_y", "posx", "posy"],
    ],
    as: "in object pixels as xcoords and ycoords",
  },
  {
    ours: ["probeGuess"],
    theirs: ["probe", "probes", "probe_guess", "probe_init", "psi_probe", "illumination", "initialProbe"],
    as: "as probeGuess",
  },
];
