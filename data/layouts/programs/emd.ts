/**
 * EMD files of electron microscopes, in three dialects: Berkeley's (a group with `data` and a dataset `dim1`… for each axis),
 * py4DSTEM's (the same, with calibrations beside it), and Velox' (`Data/Image/ID/Data` with frames along the last axis).
 *
 * @module
 */
import type { Contents, Entry } from "../contents/contents.ts";
import { isReal } from "../contents/entry_kind.ts";
import { type Draft, type FilePart, newDraft } from "../contents/file_part.ts";
import { energyAt, energyOf } from "../contents/quantities.ts";
import { type AxisScale, stateRaster, stateReciprocal } from "../contents/scan_raster.ts";
import { wavelengthOf } from "../contents/wavelength.ts";
import type { Layout } from "./layout.ts";

/** Recognises EMD files by the datasets of their axes, or by Velox' groups. */
export const EMD: Layout = { program: "EMD", find };

// --- internal ---

const VELOX = /^Data\/Image\/[^/]+\/Data$/;

async function find(contents: Contents): Promise<FilePart | null> {
  const stacks = (await contents.entries(/(?:^|\/)(?:data|datacube|4D-?STEM)$|^Data\/Image\/[^/]+\/Data$/)).filter((
    entry,
  ) => isReal(entry) && entry.shape.length >= 3 && (VELOX.test(entry.key) || axisGroup(contents, entry) !== null));
  const [data] = stacks.toSorted((a, b) => b.shape.length - a.shape.length || volume(b) - volume(a));
  if (!data) return null;
  const draft = newDraft({ patterns: data.key, measurement: "intensity" });
  draft.notes.push(`${data.key} is the patterns, as counts`);
  if (VELOX.test(data.key) && data.shape.length === 3) {
    draft.fields.framesAxis = "last";
    draft.notes.push("Velox' frames follow each other along the last axis");
  }
  await addVoltage(draft, contents, data);
  const { energy } = draft.fields;
  const axes = await calibrated(contents, data);
  stateRaster(draft, data.shape.length < 5 ? data.shape : data.shape.filter((length) => length !== 1), axes);
  stateReciprocal(draft, [data.shape.slice(-2), energy ? wavelengthOf(energy, "electrons") : null], axes.slice(-2));
  return draft;
}

function volume({ shape }: Entry): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Names of the axes, of five without that of the colour: Berkeley counts from 1, emdfile from 0; null without axes. */
function axisGroup(contents: Contents, { key, shape }: Entry): readonly string[] | null {
  const group = key.includes("/") ? key.replace(/[^/]*$/, "") : "";
  const first = [0, 1].find((number) =>
    contents.has(`${group}dim${number}`, `${group}dim${number + shape.length - 1}`)
  );
  const names = shape.map((_, axis) => `${group}dim${axis + (first ?? 0)}`);
  return first === undefined ? null : names.filter((_, axis) => shape.length < 5 || shape[axis] !== 1);
}

async function calibrated(contents: Contents, data: Entry): Promise<(AxisScale | null)[]> {
  const names = axisGroup(contents, data) ?? [];
  const axes: (AxisScale | null)[] = [];
  for (const name of names) axes.push(await axisScale(contents, name));
  if (axes.length !== 4) return axes;
  // py4DSTEM's calibration goes before the axes, which may be pixels' numbers.
  const real = await calibration(contents, "R");
  const reciprocal = await calibration(contents, "Q");
  return [
    real ?? axes[0] ?? null,
    real ?? axes[1] ?? null,
    reciprocal ?? axes[2] ?? null,
    reciprocal ?? axes[3] ?? null,
  ];
}

/** An axis as the places of its elements, or as the first two of them. */
async function axisScale(contents: Contents, name: string): Promise<AxisScale | null> {
  const places = await contents.numbers(name);
  const unit = await contents.unit(name);
  const [first, second] = places ?? [];
  return first === undefined || second === undefined || unit === null ? null : { step: second - first, unit };
}

async function calibration(contents: Contents, space: "R" | "Q"): Promise<AxisScale | null> {
  for (const key of contents.keys.filter((name) => name.endsWith(`/${space}_pixel_size`))) {
    const step = await contents.number(key);
    const unit = await contents.text(key.replace(/_size$/, "_units"));
    if (step !== null && unit !== null && unit !== "pixels") return { step, unit };
  }
  const groups = new Set(
    contents.keys.filter((name) => /calibration\//.test(name)).map((name) => name.replace(/[^/]*$/, "")),
  );
  for (const group of groups) {
    const step = await contents.attributeNumber(group.slice(0, -1), `${space}_pixel_size`);
    const unit = await contents.attributeText(group.slice(0, -1), `${space}_pixel_units`);
    if (step !== null && unit !== null) return { step, unit };
  }
  return null;
}

/** The accelerating voltage, wherever microscopes write it. */
async function addVoltage({ fields, notes }: Draft, contents: Contents, data: Entry): Promise<void> {
  const name = /(?:^|\/)(?:accelerating_voltage|acceleration_voltage|high_tension|beam_energy|voltage)(?:_k?e?v)?$/i;
  for (const key of contents.keys.filter((other) => name.test(other))) {
    const energy = await energyAt(contents, key);
    if (energy) return take(energy.value, energy.note ?? `${key} is the voltage that accelerates electrons`);
  }
  for (const group of ["", "microscope", "metadata", data.key.split("/").slice(0, -1).join("/")]) {
    for (const label of ["accelerating_voltage", "accelerating voltage", "voltage", "high_tension", "beam_energy"]) {
      const number = await contents.attributeNumber(group, label);
      const energy = number === null ? null : energyOf(number, [label, null]);
      if (energy) return take(energy.value, energy.note ?? label);
    }
  }
  const volts = VELOX.test(data.key) ? await veloxVoltage(contents, data.key.replace(/Data$/, "Metadata")) : null;
  if (volts !== null) take(volts, "Velox' metadata have the voltage that accelerates electrons");

  function take(energy: number, note: string): void {
    Object.assign(fields, { energy, radiation: "electrons" });
    notes.push(note);
  }
}

/** Velox keeps JSON as a column of characters for each frame. */
async function veloxVoltage(contents: Contents, key: string): Promise<number | null> {
  const entry = await contents.first(key);
  const frames = entry?.shape[1] ?? 1;
  const characters = entry ? await contents.numbers(key, 1 << 22) : null;
  if (!characters) return null;
  const column = characters.filter((_, i) => i % frames === 0);
  const text = new TextDecoder().decode(Uint8Array.from(column));
  const volts = Number(/"AccelerationVoltage"\s*:\s*"?([\d.eE+]+)/.exec(text)?.[1]);
  return volts > 0 && volts < 1e7 ? volts : null;
}
