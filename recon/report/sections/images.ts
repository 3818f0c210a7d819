/**
 * The images of a run: as figures, and to look into.
 *
 * @module
 */
import { element, escaped, type Markup } from "../../../config/values/markup.ts";
import { objectFigure } from "../../figures/object_figure.ts";
import { flatObject, flatPhase } from "../../figures/panels/flat_object.ts";
import { phaseColouring } from "../../figures/panels/object_panels.ts";
import { shownRange } from "../../figures/panels/value_panel.ts";
import { reconstructionsFigure } from "../../figures/reconstructions_figure.ts";
import { figureOf, group, paragraph } from "../page/parts.ts";
import { valueView, VIEW_KEYS } from "../page/value_view.ts";
import type { ReportedImage } from "../reading/reported_images.ts";
import { imageText } from "./headline.ts";
import type { Section } from "./section.ts";

/** Images. */
export const imagesSection: Section = {
  id: "images",
  title: "Images",
  content: ({ images }) =>
    images.length === 0 ? null : group([...images.map(imageOf), paragraph(VIEW_KEYS, "faint scripted")]),
};

/** Images as one figure of amplitude and phase, with nothing to look into. */
export const briefImagesSection: Section = {
  id: "images",
  title: "Images",
  content: ({ images }) => images.length === 0 ? null : group(images.map(briefImage)),
};

// --- internal ---

function briefImage({ path, bin, reconstruction }: ReportedImage): Markup {
  return figureOf(reconstructionsFigure([{ name: path, reconstruction }]), averagedText(bin));
}

function averagedText(bin: number): string {
  return bin === 1 ? "" : `Each pixel is the mean of ${bin} × ${bin}.`;
}

function imageOf(image: ReportedImage): Markup {
  const { reconstruction, bin } = image;
  return group([
    element("h4", {}, [escaped(imageText(image))]),
    figureOf(objectFigure(reconstruction), averagedText(bin)),
    group(viewsOf(image), "views"),
  ]);
}

function viewsOf({ reconstruction: { object, mask, pixelSize } }: ReportedImage): Markup[] {
  const flat = flatObject(object, mask);
  const phase = flatPhase(flat);
  const views = [
    valueView({ title: "Amplitude", values: flat.amplitude, map: "grey", pixelSize }),
    valueView({ title: "Phase (rad)", values: phase, map: phaseColouring(shownRange(phase)).map, pixelSize }),
  ];
  return views.filter((view) => view !== null);
}
