/**
 * The name of an accelerator as a flag of a command that has no section `execution`.
 *
 * @module
 */
import { ConfigError } from "../../config/values/config_error.ts";
import { requirement } from "../../config/fields/allowed.ts";
import { findField, type Sections } from "../../config/fields/sections.ts";

/**
 * Takes a name as `execution.accelerator` does.
 *
 * @param name What was typed.
 * @throws {ConfigError} If there is no such accelerator.
 */
export function acceleratorName(name: string): Sections["execution"]["accelerator"] {
  const field = findField("execution.accelerator");
  if (field && !field.type.safeParse(name).success) {
    const problem = { path: "--accelerator", value: name, requirement: requirement(field, name) };
    throw new ConfigError("check the accelerator", [problem]);
  }
  return name as Sections["execution"]["accelerator"];
}
