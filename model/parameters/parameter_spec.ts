/**
 * What is known of a parameter before there is one.
 *
 * @module
 */

/** How the first values of a parameter are drawn. */
export type DrawnValues =
  | { readonly kind: "normal"; readonly deviation: number }
  | { readonly kind: "uniform"; readonly bound: number }
  | { readonly kind: "constant"; readonly value: number };

/** The first values of a parameter: drawn, or given in PyTorch layout. */
export type InitialValues = DrawnValues | { readonly kind: "given"; readonly values: Float32Array };

/** One parameter. */
export interface ParameterSpec {
  /** Name in the `state_dict`, such as `autoencoder.encoder.blocks.0.conv1.weight`. */
  readonly name: string;
  /** Shape in PyTorch layout: convolutions out, in, height, width; linear layers out, in. */
  readonly shape: readonly number[];
  /** Its first values: normal around 0, uniform between ±bound, one value, or given in PyTorch layout. */
  readonly initial: InitialValues;
  /**
   * Whether it stays what it is: no optimizer moves it.
   *
   * @default {false}
   */
  readonly fixed?: boolean;
  /**
   * How fast it is learned, where that is not at the network's learning rate.
   *
   * @default at the network's, from the first epoch on
   */
  readonly pace?: Pace;
}

/** How fast a parameter of the physics is learned. */
export interface Pace {
  /** Whose learning rate and start epoch it has. */
  readonly of: "probe" | "positions";
  /** What that learning rate is a share of: a typical value of the parameter. */
  readonly unit: number;
}

/** A tensor of PtychoPINN's `state_dict` without effect, and the constant that stands in each of its elements. */
export interface InertTensor {
  /** Name in the `state_dict`. */
  readonly name: string;
  /** Shape in PyTorch layout. */
  readonly shape: readonly number[];
  /** What every element is on export. */
  readonly value: number;
}

/** Number of elements of all parameters together. */
export function parameterCount(specs: readonly Pick<ParameterSpec, "shape">[]): number {
  return specs.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
}
