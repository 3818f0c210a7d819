/**
 * Fourier transforms of lines in WebGPU programs: a workgroup takes a few lines into its memory and transforms them there,
 * by Stockham's way with factors of 5, 4, 3 and 2, so that nothing has to be sorted. Every sum has its fixed order.
 *
 * Lines are transformed from natural to natural order; who loads and stores them puts the origin in the middle. The inverse
 * transform is the forward one of exchanged real and imaginary part. Nothing is scaled.
 *
 * @module
 */
import { type GpuSource, WORKGROUP } from "../programs/gpu_program.ts";

/** Lines to be transformed. */
export interface FourierLines {
  /** Names of the inputs; `matrix` (2N, 2N), which the roots of unity are read from, is added. */
  readonly inputs: readonly string[];
  /** Inputs that it changes where they lie. */
  readonly updates?: readonly string[];
  /** Outputs. */
  readonly outputs: GpuSource["outputs"];
  /** Length N of a line; {@link fourierFactors} must know it. */
  readonly size: number;
  /** How many lines there are. */
  readonly lines: number;
  /** Whether neighbours in memory are of one line (`rows`) or of neighbouring lines (`columns`). */
  readonly along: "rows" | "columns";
  /** Functions that the next two call. */
  readonly declarations?: string;
  /** Statements before either of them, which may use `line` and `n`. */
  readonly place?: string;
  /** Expression, `vec2<f32>`: element `n` of line `line`. */
  readonly load: string;
  /** Statements that store `value`, element `n` of the transform of line `line`. */
  readonly store: string;
}

/**
 * Factors of a length, the largest first.
 *
 * @param size The length.
 * @returns Null where it has others than 2, 3 and 5, is odd, or does not fit the memory of a workgroup.
 */
export function fourierFactors(size: number): readonly number[] | null {
  if (size < 2 || size > LONGEST || size % 2 !== 0) return null;
  const factors: number[] = [];
  let rest = size;
  for (const factor of [5, 4, 3, 2]) {
    for (; rest % factor === 0; rest /= factor) factors.push(factor);
  }
  return rest === 1 ? factors : null;
}

/** The text of a program that transforms lines. */
export function fourierLines(given: FourierLines): GpuSource {
  const { inputs, updates = [], outputs, size, lines, along, load, store, place = "", declarations = "" } = given;
  const together = linesTogether(size), count = together * size;
  const [line, n] = along === "rows" ? [`e / ${size}`, `e % ${size}`] : [`e % ${together}`, `e / ${together}`];
  const each = (text: string): string => `
  for (var e = lane; e < ${count}; e += ${WORKGROUP}) {
    let line = group * ${together} + ${line};
    let n = ${n};
    let slot = (${line}) * ${size} + n;
    ${text}
  }`;
  const { stages, last } = stagesOf(size, together);
  return {
    ...{ inputs: [...inputs, "matrix"], updates, outputs, together: true },
    invocations: Math.ceil(lines / together) * WORKGROUP,
    declarations: `
var<workgroup> roots: array<vec2<f32>, ${size}>;
var<workgroup> even: array<vec2<f32>, ${count}>;
var<workgroup> odd: array<vec2<f32>, ${count}>;
fn product(a: vec2<f32>, b: vec2<f32>) -> vec2<f32> { return vec2<f32>(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x); }
fn turned(a: vec2<f32>) -> vec2<f32> { return vec2<f32>(a.y, -a.x); }
${declarations}`,
    body: `
  for (var k = lane; k < ${size}; k += ${WORKGROUP}) {
    let source = ${(size / 2 + 1) * 2 * size} + (k + ${size / 2}) % ${size};
    roots[k] = ${Math.sqrt(size)} * vec2<f32>(matrix[source], matrix[source + ${size}]);
  }
  ${each(`even[slot] = vec2<f32>(0.0); if (line < ${lines}) { ${place} even[slot] = ${load}; }`)}
  ${stages}
  workgroupBarrier();
  ${each(`if (line < ${lines}) { ${place} let value = ${last}[slot]; ${store} }`)}`,
  };
}

// --- internal ---

/** Three arrays of so many complex numbers are within the 16 KiB that every adapter gives a workgroup. */
const LONGEST = 512;

/** Elements that keep a workgroup busy. */
const BUSY = 4 * WORKGROUP;

/** How many lines a workgroup takes: a divisor of the length, so that none is of two images. */
function linesTogether(size: number): number {
  let together = Math.max(1, Math.floor(BUSY / size));
  while (size % together !== 0) together--;
  return together;
}

/** All stages, each from one array to the other, and the array that the last one leaves. */
function stagesOf(size: number, together: number): { readonly stages: string; readonly last: string } {
  let [from, to, done] = ["even", "odd", 1];
  const stages = (fourierFactors(size) ?? []).map((factor) => {
    const text = stage({ from, to, factor, done, size, together });
    [from, to, done] = [to, from, done * factor];
    return text;
  });
  return { stages: stages.join("\n"), last: from };
}

interface Stage {
  readonly from: string;
  readonly to: string;
  readonly factor: number;
  /** Product of the factors before. */
  readonly done: number;
  readonly size: number;
  readonly together: number;
}

/** y[q + s (r p + j)] = w^(p j) Σᵢ x[q + s (p + i m)] wᵣ^(i j), with s = `done`, m = N / (s r), w = exp(−2πi s / N). */
function stage({ from, to, factor, done, size, together }: Stage): string {
  const share = size / factor;
  const inputs = Array.from({ length: factor }, (_, i) => `let x${i} = ${from}[at + ${i * share}];`);
  const outputs = Array.from({ length: factor }, (_, j) => {
    const value = j === 0 || done * factor === size ? `y${j}` : `product(y${j}, roots[p * ${j * done}])`;
    return `${to}[to + ${j * done}] = ${value};`;
  });
  return `
  workgroupBarrier();
  for (var t = lane; t < ${together * share}; t += ${WORKGROUP}) {
    let line = t / ${share} * ${size};
    let i = t % ${share};
    let p = i / ${done};
    let at = line + i;
    let to = line + i % ${done} + p * ${done * factor};
    ${inputs.join(" ")}
    ${BUTTERFLIES[factor]}
    ${outputs.join(" ")}
  }`;
}

const [COS1, COS2, SIN1, SIN2] = [
  Math.cos(2 * Math.PI / 5),
  Math.cos(4 * Math.PI / 5),
  Math.sin(2 * Math.PI / 5),
  Math.sin(4 * Math.PI / 5),
];

/** Transforms of so many numbers, x0… to y0…; `turned` is the product with −i. */
const BUTTERFLIES: Readonly<Record<number, string>> = {
  2: "let y0 = x0 + x1; let y1 = x0 - x1;",
  3: `
    let sum = x1 + x2; let cross = ${Math.sqrt(3) / 2} * turned(x1 - x2); let rest = x0 - 0.5 * sum;
    let y0 = x0 + sum; let y1 = rest + cross; let y2 = rest - cross;`,
  4: `
    let a = x0 + x2; let b = x0 - x2; let c = x1 + x3; let d = turned(x1 - x3);
    let y0 = a + c; let y1 = b + d; let y2 = a - c; let y3 = b - d;`,
  5: `
    let a = x1 + x4; let b = x2 + x3; let c = turned(x1 - x4); let d = turned(x2 - x3);
    let e = x0 + ${COS1} * a + ${COS2} * b; let f = x0 + ${COS2} * a + ${COS1} * b;
    let g = ${SIN1} * c + ${SIN2} * d; let h = ${SIN2} * c - ${SIN1} * d;
    let y0 = x0 + a + b; let y1 = e + g; let y2 = f + h; let y3 = f - h; let y4 = e - g;`,
};
