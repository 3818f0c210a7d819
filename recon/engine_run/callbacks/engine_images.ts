/**
 * Pictures of how far an engine is: its object and the strongest mode of its probe, in grey.
 *
 * @module
 */
import type { ComplexImage } from "../../../data/complex_image.ts";
import { OBJECT_FOLDER, PROBE_FOLDER } from "../../../run/images/image_files.ts";
import type { LoggedImage } from "../../../run/images/logged_image.ts";
import { greyObjectFigure } from "../../image/figures/figures.ts";
import type { Reconstruction } from "../../image/reconstruction.ts";

/** What an engine has by now. */
export interface EngineWaves {
  readonly reconstruction: Reconstruction;
  /** Modes of the probe, the strongest first. */
  readonly probe: readonly ComplexImage[];
}

/**
 * Makes the images `probe/amplitude`, `probe/phase`, `object/amplitude` and `object/phase`. The phase of the object is
 * levelled, that of the probe is as it is: no ramp fits one that is curved. Where the probe has less than a hundredth of its
 * greatest intensity, its phase is mid-grey.
 *
 * @param waves What is shown.
 * @returns The object last, so that its files are the newest; small images enlarged to at least 256 pixels.
 */
export function engineImages({ reconstruction, probe: [mode] }: EngineWaves): LoggedImage[] {
  const size = { leastSide: LEAST_SIDE };
  return [
    ...(mode
      ? [
        { tag: `${PROBE_FOLDER}/amplitude`, ...greyObjectFigure(probeImage(mode, 0), "amplitude", size) },
        {
          tag: `${PROBE_FOLDER}/phase`,
          ...greyObjectFigure(probeImage(mode, DARK), "phase", { ...size, ramp: AS_IT_IS }),
        },
      ]
      : []),
    { tag: `${OBJECT_FOLDER}/amplitude`, ...greyObjectFigure(reconstruction, "amplitude", size) },
    { tag: `${OBJECT_FOLDER}/phase`, ...greyObjectFigure(reconstruction, "phase", size) },
  ];
}

// --- internal ---

/** Least side of an image in pixels: smaller ones are hard to see. */
const LEAST_SIDE = 256;

/** Share of the greatest intensity below which a phase is noise. */
const DARK = 1e-2;

/** No ramp, no offset. */
const AS_IT_IS = { x: 0, y: 0, offset: 0 };

/** A mode as an image, without its pixels below a share of the greatest intensity. */
function probeImage(mode: ComplexImage, share: number): Reconstruction {
  const intensity = mode.re.map((re, p) => re ** 2 + (mode.im[p] ?? 0) ** 2);
  const most = intensity.reduce((best, value) => Math.max(best, value), 0);
  const mask = Uint8Array.from(intensity, (value) => Number(value >= share * most));
  return { object: mode, mask, origin: { y: 0, x: 0 } };
}
