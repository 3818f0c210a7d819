/**
 * A configuration field: a zod type with its facts attached. The type, the default, the unit, the description, the
 * command-line flag and the row in the documentation all come from this one declaration.
 *
 * @module
 */
import { z } from "../../packages/zod.ts";

/**
 * What another value of a field may change: what is learned and painted; after which step a training ends and which of
 * its weights it returns; the last bits of sums; nothing but how the work is run.
 */
export type Effect = "other result" | "may stop elsewhere" | "same result up to rounding" | "same result";

/** What works on a scan: learns from it, or makes an image of it with a network or an iterative engine. */
export type RunKind = "training" | "inference" | "reconstruction";

/** What is known of a field beyond its type. */
export interface FieldInfo {
  /** One line, what the field is. */
  readonly about: string;
  /** Physical or logical unit of the value, such as `px` or `photons`. */
  readonly unit?: string;
  /** Flags without dashes, the main one first. The field's own name in kebab-case is always accepted too. */
  readonly flags?: readonly string[];
  /** Names of the same thing in PtychoPINN; empty where the field is ours alone. */
  readonly reference?: readonly string[];
  /** Present while the field does nothing: what happens instead of what it will say. */
  readonly pending?: string;
  /** Names known from elsewhere that are refused, in upper or lower case, each with the value to use instead. */
  readonly instead?: Readonly<Record<string, string>>;
  /** What to do about any refused value, where naming those that are allowed does not say it. */
  readonly remedy?: string;
  /** What another value of an execution field may change beyond how the work is run. */
  readonly effect?: Exclude<Effect, "other result" | "same result">;
  /** The kinds of run that read the field; absent where it is those that read its section. */
  readonly readBy?: readonly RunKind[];
  /** What kind of path the value is, where it is one: help and completion say so. */
  readonly path?: "FILE" | "DIR" | "FILE|DIR";
  /** Whether the value is an address that may have credentials in it: they are no part of any payload. */
  readonly hasCredentials?: true;
  /** Present where the field is read only if another one allows it: any of these conditions. */
  readonly activeWhen?: readonly FieldCondition[];
}

/** A condition on the value of another field: one of `is`, or none of `isNot`. */
export interface FieldCondition {
  /** `section.field`. */
  readonly path: string;
  /** Values with which the condition holds. */
  readonly is?: readonly unknown[];
  /** Values with which it does not. */
  readonly isNot?: readonly unknown[];
}

const facts: z.core.$ZodRegistry<FieldInfo> = z.registry<FieldInfo>();

/**
 * Attaches facts to a zod type. The type must carry its default.
 *
 * @param type The zod type, with its default.
 * @param info The facts of the field.
 * @returns The same type, registered.
 */
export function field<T extends z.core.$ZodType>(type: T, info: FieldInfo): T {
  facts.add(type, info);
  return type;
}

/**
 * The facts of a field.
 *
 * @param type A type that went through {@link field}.
 * @returns Its facts.
 * @throws {TypeError} If the type was never registered.
 */
export function fieldInfo(type: z.core.$ZodType): FieldInfo {
  const info = facts.get(type);
  if (!info) throw new TypeError("Cannot describe a configuration field as it was declared without field()");
  return info;
}

// --- shared shapes of field types ---

/** A whole number of at least `minimum`. */
export function whole(minimum: number): z.ZodInt {
  return z.int().min(minimum);
}

/** A finite number above zero. */
export function positive(): z.ZodNumber {
  return z.number().positive();
}

/** A finite number of at least zero. */
export function nonNegative(): z.ZodNumber {
  return z.number().min(0);
}

/** A number from 0 to 1, both included. */
export function fraction(): z.ZodNumber {
  return z.number().min(0).max(1);
}

/** Values by the epoch from which on they hold, such as `{ 0: 1, 10: 4 }`. */
export function byEpoch<T extends z.ZodType>(value: T): z.ZodRecord<z.ZodString, T> {
  return z.record(z.string().regex(/^(0|[1-9]\d*)$/), value);
}
