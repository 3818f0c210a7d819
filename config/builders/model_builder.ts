/**
 * Builder of the `model` section. Its type remembers mode, loss and regularisers, so that a supervised model with a
 * Poisson loss does not compile and the names of the metrics are known literally.
 *
 * @module
 */
import { type FieldInput, makeBuilder, type SectionInput, type SectionsSource, type Setters } from "./builder.ts";
import type { MetricFacts } from "../fields/metric_names.ts";
import type { ConfigTypeError, PoissonNeedsPinn } from "./type_sentences.ts";

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

/** Sets fields of the `model` section, one method a field. */
export interface ModelBuilder<S extends ModelState = InitialModelState>
  extends
    SectionsSource<"model">,
    Setters<"model", Exclude<keyof SectionInput<"model">, keyof ModelState>, ModelBuilder<S>> {
  /** Present in the type alone: what the chain so far has decided. */
  readonly state?: S;
  /** Learns from diffraction through the physics: `model.mode` pinn, which is the default. */
  pinn(): ModelBuilder<With<S, { mode: "pinn" }>>;
  /** Learns from labelled patches: `model.mode` supervised; the loss becomes `mae` unless one was chosen. */
  supervised(
    this: S["loss"] extends "poisson" ? ConfigTypeError<PoissonNeedsPinn> : unknown,
  ): ModelBuilder<With<S, { mode: "supervised" }>>;
  /** Learn from diffraction through the physics (pinn) or from labelled patches (supervised). Default `"pinn"`. */
  mode<const M extends "pinn" | "supervised">(
    mode: M extends "supervised" ? (S["loss"] extends "poisson" ? ConfigTypeError<PoissonNeedsPinn> : M) : M,
  ): ModelBuilder<With<S, { mode: M }>>;
  /**
   * Poisson likelihood of counts, or mean absolute error of amplitudes; supervised models use mae. Default `"poisson"`.
   */
  loss<const L extends "poisson" | "mae">(
    loss: L extends "poisson" ? (S["mode"] extends "supervised" ? ConfigTypeError<PoissonNeedsPinn> : L) : L,
  ): ModelBuilder<With<S, { loss: L }>>;
  /**
   * Regulariser of the amplitude patch, added to the loss. Default `null`. Its coefficient may be given with it; its
   * default is 1.
   */
  ampLoss<const R extends MetricFacts["ampLoss"]>(
    regulariser: R,
    coefficient?: number,
  ): ModelBuilder<With<S, { ampLoss: R }>>;
  /**
   * Regulariser of the phase patch, added to the loss. Default `null`. Its coefficient may be given with it; its default
   * is 1.
   */
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
