/**
 * What is what in some files, whichever program wrote them.
 *
 * @module
 */
import type { ArrayFile } from "../formats/array_file.ts";
import { combineParts, type FileFinding } from "./combine_parts.ts";
import { Contents } from "./contents/contents.ts";
import { newDraft } from "./contents/file_part.ts";
import { type FrameAxes } from "./contents/frames_axis.ts";
import { patternAxes } from "./pattern_axes.ts";
import { checkLengths } from "./check_lengths.ts";
import { guessGeometry } from "./guess_geometry.ts";
import { guessImages } from "./guess_images.ts";
import { guessPatterns } from "./guess_patterns.ts";
import { guessPositions } from "./guess_positions.ts";
import { turnMatlabAxes } from "./matlab_axes.ts";
import type { FoundLayout } from "./layout.ts";
import type { Layout } from "./programs/layout.ts";
import { CXI } from "./programs/cxi.ts";
import { EMD } from "./programs/emd.ts";
import { HYPERSPY } from "./programs/hyperspy.ts";
import { NEXUS } from "./programs/nexus.ts";
import { NSLS2 } from "./programs/nsls2.ts";
import { PTYCHI } from "./programs/ptychi.ts";
import { PTYCHODUS_DIFFRACTION } from "./programs/ptychodus_diffraction.ts";
import { PTYCHODUS_PRODUCT } from "./programs/ptychodus_product.ts";
import { PTYCHONN } from "./programs/ptychonn.ts";
import { PTYCHOPINN } from "./programs/ptychopinn.ts";
import { PTYCHOSHELVES } from "./programs/ptychoshelves.ts";
import { PTYLAB } from "./programs/ptylab.ts";
import { PTYPY } from "./programs/ptypy.ts";
import type { Search } from "./search.ts";
import { TIKE } from "./programs/tike.ts";

/**
 * Says which dataset is the patterns, which the positions, and what their numbers mean. Every file is held against every
 * program's layout; what none of them has is looked for by shapes and telling names.
 *
 * @param files The open files, the one that was named first in front. Datasets of others are named `FILE:DATASET`.
 * @returns What is what, what was guessed, and what could not be told with the flag that would say it.
 */
export async function findLayout(files: readonly ArrayFile[]): Promise<FoundLayout> {
  const contents = files.map((file) => new Contents(file));
  const programs: string[] = [];
  const findings: FileFinding[] = [];
  for (const own of contents) {
    for (const layout of LAYOUTS) {
      const part = await layout.find(own);
      if (!part) continue;
      programs.push(layout.program);
      findings.push({ file: own.file, part });
      break;
    }
  }
  const search: Search = { files, contents, draft: files.length > 0 ? combineParts(files, findings) : newDraft() };
  await complete(search);
  const { fields, notes, problems } = search.draft;
  if (fields.patterns === undefined) {
    const why = findings.find(({ part }) => part.withoutPatterns !== undefined)?.part.withoutPatterns;
    problems.unshift(why ?? "no patterns were found: --patterns DATASET names them");
  }
  const unread = contents.flatMap((own) => [...own.problems].slice(0, MOST_UNREAD));
  return {
    program: [...new Set(programs)].join(" and ") || (fields.transpose ? "MATLAB 7.3" : "arrays"),
    ...{ fields, notes, problems: [...unread, ...problems] },
  };
}

// --- internal ---

/** Of a file whose links all lead nowhere, the first few say enough. */
const MOST_UNREAD = 3;

/** Every layout, the most specific first. */
const LAYOUTS: readonly Layout[] = [
  ...[PTYCHOPINN, PTYCHODUS_DIFFRACTION, PTYCHODUS_PRODUCT, PTYLAB, PTYPY, PTYCHOSHELVES, NSLS2, HYPERSPY, EMD],
  ...[PTYCHONN, TIKE, PTYCHI, CXI, NEXUS],
];

/** Looks for what no program's layout has told, and says what is missing. */
async function complete(search: Search): Promise<void> {
  const { fields, notes } = search.draft;
  if (fields.patterns === undefined) await guessPatterns(search);
  const axes = await patternAxes(search);
  if (fields.positions === undefined && fields.xPositions === undefined) {
    await guessPositions(search, axes);
  }
  await guessImages(search, axes?.size ?? null);
  await guessGeometry(search);
  await turnMatlabAxes(search);
  await checkLengths(search, axes);
  requirePositions(search, axes);
  if (fields.probe === undefined && fields.patterns !== undefined) {
    notes.push("no probe was found: --probe DATASET names one, --probe estimate makes one of the mean pattern");
  }
}

function requirePositions({ draft: { fields, notes, problems } }: Search, axes: FrameAxes | null): void {
  if (fields.positions !== undefined || fields.xPositions !== undefined || fields.step !== undefined) return;
  if (axes?.count === 1) {
    Object.assign(fields, { raster: [1, 1], step: 1, units: "px" });
    notes.push("a single pattern needs no positions: it lies at 0, 0");
    return;
  }
  if (axes?.raster || fields.raster) {
    problems.push(
      "no positions were found: --step LENGTH with --units makes them of the raster, --positions DATASET names a table",
    );
  } else {
    problems.push(
      "no positions were found: --positions DATASET names a table, --x-positions and --y-positions its columns, " +
        "--raster ROWS,COLUMNS with --step and --units makes them",
    );
  }
}
