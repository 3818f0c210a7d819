/**
 * Which flags a command has, for parser and help alike.
 *
 * @module
 */
import type { Command } from "./command.ts";
import { COMMON_FLAGS, FIELD_FLAGS, type Flag } from "./flag.ts";

/**
 * Every flag that a command accepts: its own, those of its sections' fields, and of fields that it has an alias for, the
 * aliases in front but for single letters, and the common ones. A name means one thing: the command's own flags, its aliases and the common flags take theirs first.
 */
export function commandFlags({ own, sections, unused = [], aliases = {} }: Command): readonly Flag[] {
  const taken = [...Object.keys(aliases), ...[...own, ...COMMON_FLAGS].flatMap(({ names }) => names)];
  const aliased = Object.values(aliases);
  const used = FIELD_FLAGS.filter(({ field }) => {
    if (!field || unused.includes(field.path)) return !field;
    return aliased.includes(field.path) || sections.some((section) => field.path.startsWith(`${section}.`));
  });
  const configured = used.map((flag): Flag => {
    const more = Object.keys(aliases).filter((name) => aliases[name] === flag.field?.path);
    const [letters, words] = [more.filter(isLetter), more.filter((name) => !isLetter(name))];
    return { ...flag, names: [...words, ...flag.names.filter((name) => !taken.includes(name)), ...letters] };
  });
  return [...own, ...configured, ...COMMON_FLAGS];
}

// --- internal ---

function isLetter(name: string): boolean {
  return name.length === 1;
}
