/**
 * `doctor`: what this machine offers, and whether its accelerator computes what it should.
 *
 * @module
 */
import type { Accelerator } from "../../backend/interface/accelerator_interface.ts";
import type { SelfCheck } from "../../backend/self_check.ts";
import { acceleratorName } from "../line/accelerator_name.ts";
import { type CommandContext, ownSwitch, ownValue } from "../line/command.ts";
import type { Output } from "../terminal/output.ts";
import { progressLine } from "../terminal/progress_line.ts";
import type { MeasuredKernels } from "../outcome/measured_kernels.ts";

/** Runs `doctor`. */
export async function doctor({ line, output }: CommandContext): Promise<number> {
  const name = acceleratorName(ownValue(line, "accelerator") ?? "auto");
  const [{ selectAccelerator }, { selfCheck }] = await Promise.all([
    import("../../backend/accelerator.ts"),
    import("../../backend/self_check.ts"),
  ]);
  const accelerator = await selectAccelerator(name);
  const check = await selfCheck();
  const permissions = await queryPermissions();
  const adapters = await findAdapters();
  const told = ownSwitch(line, "kernels") ? await tellKernels(accelerator, output) : null;
  const good = isGood(accelerator, check);
  const { failure: _failure, ...chosen } = accelerator;
  const facts = {
    deno: Deno.version.deno,
    platform: `${Deno.build.os} ${Deno.build.arch}`,
    threads: navigator.hardwareConcurrency,
    permissions,
    adapters,
    accelerator: chosen,
    selfCheck: { ...check, good },
    ...told && { kernels: told.kernels },
  };
  output.result([report(facts, accelerator.failure()), ...told?.lines ?? []].join("\n"), facts);
  return good ? 0 : 1;
}

// --- internal ---

/** How fast the accelerator computes, as lines and as what JSON gets. */
async function tellKernels(
  accelerator: Accelerator,
  output: Output,
): Promise<{ readonly lines: readonly string[]; readonly kernels: MeasuredKernels | null }> {
  const { kernelLines, measureKernels } = await import("../outcome/measured_kernels.ts");
  const kernels = await measureKernels(
    accelerator,
    progressLine(output, { doing: "measuring programs for this GPU", of: "kernels" }),
  );
  output.redraw(null);
  return { kernels, lines: kernels ? kernelLines(kernels) : ["kernels: those of the CPU have one program each"] };
}

/** Relative differences above this are no rounding of 32-bit floats. */
const TOLERANCE = 1e-4;

interface Facts {
  readonly deno: string;
  readonly platform: string;
  readonly threads: number;
  readonly permissions: Readonly<Record<string, string>>;
  readonly adapters: readonly string[];
  readonly accelerator: Omit<Accelerator, "failure">;
  readonly selfCheck: SelfCheck & { readonly good: boolean };
}

function isGood(accelerator: Accelerator, { convolution, matrixProduct }: SelfCheck): boolean {
  return accelerator.failure() === null && convolution < TOLERANCE && matrixProduct < TOLERANCE;
}

async function queryPermissions(): Promise<Record<string, string>> {
  const names = ["read", "write", "env", "sys", "net", "run"] as const;
  const states = await Promise.all(names.map((name) => Deno.permissions.query({ name })));
  return Object.fromEntries(names.map((name, index) => [name, states[index]?.state ?? "denied"]));
}

async function findAdapters(): Promise<string[]> {
  const preferences = ["high-performance", "low-power"] as const;
  const adapters = await Promise.all(
    preferences.map((powerPreference) => navigator.gpu?.requestAdapter({ powerPreference })),
  );
  const names = adapters.flatMap((adapter) =>
    adapter ? [`${adapter.info.description || adapter.info.vendor || "unnamed adapter"}`] : []
  );
  return [...new Set(names)];
}

function report(facts: Facts, failure: Error | null): string {
  const { accelerator, selfCheck, permissions } = facts;
  const granted = Object.entries(permissions).map(([name, state]) => `${name} ${state}`).join(", ");
  const limits = Object.entries(accelerator.limits).map(([name, value]) => `  ${name} ${value}`);
  const verdict = selfCheck.good ? "passed" : `WRONG${failure ? ` (${failure.message})` : ""}: use cpu`;
  return [
    `Deno ${facts.deno} on ${facts.platform}, ${facts.threads} threads`,
    `permissions: ${granted}`,
    `WebGPU adapters: ${facts.adapters.join("; ") || "none"}`,
    `accelerator: ${accelerator.name}, ${accelerator.adapter}${accelerator.software ? " (software)" : ""}`,
    ...limits,
    `self-check: ${verdict}; relative error of a convolution ${selfCheck.convolution.toExponential(1)}, ` +
    `of a matrix product ${selfCheck.matrixProduct.toExponential(1)}`,
  ].join("\n");
}
