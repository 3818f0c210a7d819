/**
 * Which flags a command has, for parser and help alike.
 *
 * @module
 */
import type { Command } from "./command.ts";
import { COMMON_FLAGS, fieldFlags, type Flag } from "./flag.ts";

/**
 * Every flag that a command accepts: its own, those of its sections' fields with the command's aliases in front, and the
 * common ones. A name means one thing: the command's own flags, its aliases and the common flags take theirs first.
 */
export function commandFlags({ own, sections, unused = [], aliases = {} }: Command): readonly Flag[] {
  const taken = [...Object.keys(aliases), ...[...own, ...COMMON_FLAGS].flatMap(({ names }) => names)];
  const used = fieldFlags(sections).filter(({ field }) => !field || !unused.includes(field.path));
  const configured = used.map((flag): Flag => {
    const more = Object.keys(aliases).filter((name) => aliases[name] === flag.field?.path);
    return { ...flag, names: [...more, ...flag.names.filter((name) => !taken.includes(name))] };
  });
  return [...own, ...configured, ...COMMON_FLAGS];
}
