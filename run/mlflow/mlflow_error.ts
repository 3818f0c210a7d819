/**
 * What can go wrong between us and an MLflow server, by what to do about it.
 *
 * @module
 */
import { withoutCredentials } from "../../config/values/credentials.ts";
import { printable } from "../../config/values/printable.ts";

/**
 * What an error asks for: `retry` later, for nothing is wrong with the request; `drop` the request, which the server
 * will never take; or `halt`, for no request can succeed until somebody changes something.
 */
export type MlflowRemedy = "retry" | "drop" | "halt";

/** A request that failed. */
export class MlflowError extends Error {
  override readonly name = "MlflowError";
  /** What to do. */
  readonly remedy: MlflowRemedy;
  /** MLflow's own name of the problem, such as `RESOURCE_ALREADY_EXISTS`; null where it gave none. */
  readonly code: string | null;
  /** Whether the server wants to know who asks. */
  readonly unauthorized: boolean;
  /** How long the server asked us to wait, in milliseconds; null where it did not. */
  readonly retryAfter: number | null;

  /**
   * @param reason What happened, as the end of a sentence.
   * @param remedy What to do.
   * @param facts What else the server said.
   */
  constructor(
    reason: string,
    remedy: MlflowRemedy,
    facts: {
      readonly code?: string | null;
      readonly retryAfter?: number | null;
      readonly unauthorized?: boolean;
      readonly cause?: unknown;
    } = {},
  ) {
    super(reason, { cause: facts.cause });
    this.remedy = remedy;
    this.code = facts.code ?? null;
    this.unauthorized = facts.unauthorized ?? false;
    this.retryAfter = facts.retryAfter ?? null;
  }
}

/**
 * The error of an answer that is no success.
 *
 * @param response The answer, its body not read.
 * @param body Its body.
 * @returns The error: 408, 429 and 5xx are worth another try; 400, 413 and 422 condemn the request alone; anything else,
 *   such as 401, 403 and 404, would meet every request.
 */
export function errorOfAnswer(response: Pick<Response, "status" | "headers">, body: string): MlflowError {
  const { error_code: code = null, message = null } = readBody(body);
  const words = [String(response.status), ...[code, message?.split("\n")[0]].map((text) => printable(text ?? "", 200))];
  const retryAfter = waitAskedFor(response.headers.get("retry-after"));
  const unauthorized = response.status === 401 || response.status === 403;
  const reason = `the server answered ${words.filter(Boolean).join(" ")}${elsewhere(response)}`;
  return new MlflowError(reason, remedyOf(response.status), { code, retryAfter, unauthorized });
}

/**
 * The error of a request that got no answer.
 *
 * @param cause What `fetch` threw.
 * @param uri Address of the server.
 */
export function errorOfFailure(cause: unknown, uri: string): MlflowError {
  if (cause instanceof MlflowError) return cause;
  if (cause instanceof Deno.errors.NotCapable) {
    return new MlflowError(missingPermission(uri), "halt", { cause });
  }
  const text = cause instanceof Error ? cause.message : String(cause);
  return new MlflowError(printable(text.split("\n")[0] ?? text, 300), "retry", { cause });
}

/** Why nothing can be sent to an address, with the remedy. */
export function missingPermission(uri: string): string {
  return `the program may not use the network: run it with --allow-net=${hostOf(uri)}`;
}

/** Host and port of an address, as `--allow-net` takes them. */
export function hostOf(uri: string): string {
  const { protocol, hostname, port } = new URL(uri);
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}

// --- internal ---

/** A server that asks for more is asked again all the same. */
const LONGEST_WAIT = 10 * 60_000;

function remedyOf(status: number): MlflowRemedy {
  if (status === 408 || status === 429 || status >= 500) return "retry";
  return status === 400 || status === 413 || status === 422 ? "drop" : "halt";
}

/** A request is not sent on: it may hold credentials, which are for one server alone. */
function elsewhere({ status, headers }: Pick<Response, "status" | "headers">): string {
  const location = headers.get("location");
  if (location === null || status < 300 || status > 399) return "";
  return `, which points to ${printable(withoutCredentials(location), 200)}: have that address in execution.mlflowUri`;
}

function readBody(body: string): { readonly error_code?: string; readonly message?: string } {
  try {
    const { error_code: code, message } = JSON.parse(body) ?? {};
    return { ...(typeof code === "string" && { error_code: code }), ...(typeof message === "string" && { message }) };
  } catch {
    return {};
  }
}

/** The header holds seconds or a date. */
function waitAskedFor(header: string | null): number | null {
  if (header === null) return null;
  const milliseconds = /^\s*\d+\s*$/.test(header) ? 1000 * Number(header) : Date.parse(header) - Date.now();
  return Number.isNaN(milliseconds) ? null : Math.min(Math.max(milliseconds, 0), LONGEST_WAIT);
}
