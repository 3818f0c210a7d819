/**
 * Builder of the `model` section. Its type remembers mode, loss and regularisers, so that a supervised model with a
 * Poisson loss does not compile and the names of the metrics are known literally.
 *
 * @module
 */
import {
  type ConfigTypeError,
  type FieldInput,
  makeBuilder,
  type SectionInput,
  type SectionsSource,
  type Setters,
} from "./builder.ts";
import type { MetricFacts } from "../fields/metric_names.ts";

/** What the builder's type remembers; `loss: "default"` while none was chosen. */
export interface ModelState {
  /** `model.mode`. */
  readonly mode: FieldInput<"model", "mode">;
  /** `model.loss`. */
  readonly loss: FieldInput<"model", "loss"> | "default";
  /** `model.ampLoss`. */
  readonly ampLoss: MetricFacts["ampLoss"];
  /** `model.phaseLoss`. */
  readonly phaseLoss: MetricFacts["phaseLoss"];
}

/** State of `model()`. */
export interface InitialModelState {
  /** The default mode. */
  readonly mode: "pinn";
  /** None was chosen. */
  readonly loss: "default";
  /** No regulariser. */
  readonly ampLoss: null;
  /** No regulariser. */
  readonly phaseLoss: null;
}

/** The state that a chain of calls comes to. */
export type With<S extends ModelState, More extends Partial<ModelState>> = {
  readonly [K in keyof ModelState]: More[K] extends ModelState[K] ? More[K] : S[K];
};

/** The loss that a state comes to; both where the type does not know. */
export type LossOf<L extends ModelState["loss"], M extends ModelState["mode"]> = L extends "default"
  ? (M extends "supervised" ? "mae" : "poisson")
  : Exclude<L, "default">;

/** What the state says of the metric names: the loss of an untouched builder is poisson, of a supervised one mae. */
export type MetricFactsOf<S extends ModelState> = {
  readonly loss: LossOf<S["loss"], S["mode"]>;
  readonly ampLoss: S["ampLoss"];
  readonly phaseLoss: S["phaseLoss"];
};

/** Why a supervised model refuses the Poisson loss. */
export type PoissonNeedsPinn = ConfigTypeError<
  "A supervised model compares labels, not photon counts: use loss('mae')"
>;

/** Sets fields of the `model` section, one method a field. */
export interface ModelBuilder<S extends ModelState = InitialModelState>
  extends
    SectionsSource<"model">,
    Setters<"model", Exclude<keyof SectionInput<"model">, keyof ModelState>, ModelBuilder<S>> {
  /** Present in the type alone: what the chain so far has decided. */
  readonly state?: S;
  /** Learn from diffraction through the physics. */
  pinn(): ModelBuilder<With<S, { mode: "pinn" }>>;
  /** Learn from labelled patches; the loss becomes `mae` unless one was chosen. */
  supervised(
    ...refused: S["loss"] extends "poisson" ? [PoissonNeedsPinn] : []
  ): ModelBuilder<With<S, { mode: "supervised" }>>;
  /** Sets `model.mode` by name. */
  mode<const M extends ModelState["mode"]>(
    mode: M extends "supervised" ? (S["loss"] extends "poisson" ? PoissonNeedsPinn : M) : M,
  ): ModelBuilder<With<S, { mode: M }>>;
  /** Sets `model.loss`. */
  loss<const L extends FieldInput<"model", "loss">>(
    loss: L extends "poisson" ? (S["mode"] extends "supervised" ? PoissonNeedsPinn : L) : L,
  ): ModelBuilder<With<S, { loss: L }>>;
  /** Sets the regulariser of the amplitude and, if given, its coefficient. */
  ampLoss<const R extends MetricFacts["ampLoss"]>(
    regulariser: R,
    coefficient?: number,
  ): ModelBuilder<With<S, { ampLoss: R }>>;
  /** Sets the regulariser of the phase and, if given, its coefficient. */
  phaseLoss<const R extends MetricFacts["phaseLoss"]>(
    regulariser: R,
    coefficient?: number,
  ): ModelBuilder<With<S, { phaseLoss: R }>>;
}

/**
 * Starts a `model` section.
 *
 * @returns An empty builder.
 * @example
 * ```ts
 * import { model } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const section = model().pinn().filterScale(1).loss("poisson").ampLoss("total_variation", 1e-4);
 * assertEquals(section.sections, {
 *   model: { mode: "pinn", filterScale: 1, loss: "poisson", ampLoss: "total_variation", ampLossCoeff: 1e-4 },
 * });
 * ```
 */
export function model(): ModelBuilder {
  return makeBuilder<ModelBuilder>("model", {
    methods: {
      pinn: () => ({ model: { mode: "pinn" } }),
      supervised: () => ({ model: { mode: "supervised" } }),
      ampLoss: (ampLoss: MetricFacts["ampLoss"], coefficient?: number) => ({
        model: { ampLoss, ...(coefficient !== undefined && { ampLossCoeff: coefficient }) },
      }),
      phaseLoss: (phaseLoss: MetricFacts["phaseLoss"], coefficient?: number) => ({
        model: { phaseLoss, ...(coefficient !== undefined && { phaseLossCoeff: coefficient }) },
      }),
    },
  });
}
