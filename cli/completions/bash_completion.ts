/**
 * Completion for bash, a static script: it starts no program but the shell's own.
 *
 * @module
 */
import type { CompletedCommand, CompletedFlag, CompletedValue } from "./completion_table.ts";

/**
 * The script.
 *
 * @param program Name of the command that is completed.
 * @param commands What may be written.
 */
export function bashCompletion(program: string, commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name);
  return `# Completion of ${program} for bash, by: ${program} completions bash

# Sets kind and values to what flag $2 of command $1 takes.
_${program}_flag() {
  kind=text values=
  case "$1 $2" in
${commands.flatMap((command) => flagCases(command)).join("\n")}
  esac
}

# Sets kind and values to what word number $2 of command $1 is.
_${program}_word() {
  kind=text values=
  case "$1 $2" in
${commands.flatMap((command) => wordCases(command)).join("\n")}
  esac
}

# Sets first and others to names of flags of command $1.
_${program}_flags() {
  first= others=
  case "$1" in
${commands.map(nameCase).join("\n")}
  esac
}

_${program}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}" before= kind values first others
  local number=0 i flag glued= listed= IFS=$' \\t\\n'
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${names.join(" ")}' -- "$current"))
    [[ $current != -* ]] || COMPREPLY=($(compgen -W '--help --version' -- "$current"))
    return
  fi
  # The words before: whose value the current one is, or the how manyth that is no value.
  for ((i = 2; i < COMP_CWORD; i++)); do
    flag="\${COMP_WORDS[i]//_/-}"
    if [ "\${COMP_WORDS[i]}" = = ]; then
      # Of a flag, whose value comes next; or of section.field=value, whose value is no word.
      [ -n "$before" ] || i=$((i + 1))
    elif [[ $flag == -* ]]; then
      before=
      _${program}_flag "$command" "\${flag%%=*}"
      [[ $flag == *=* || $kind == switch ]] || before="$flag"
      [ "\${COMP_WORDS[i + 1]}" = = ] && before="$flag"
    elif [ -n "$before" ]; then
      before=
    else
      number=$((number + 1))
    fi
  done
  # bash makes three words of --flag=value, unless it is told not to.
  if [ "$current" = = ] || [ "\${COMP_WORDS[COMP_CWORD - 1]}" = = ]; then
    [ -n "$before" ] || return
    current="\${current#=}"
  elif [[ $current == -*=* ]]; then
    before="\${current%%=*}" glued="\${current%%=*}=" current="\${current#*=}"
    before="\${before//_/-}"
  fi
  if [ -n "$before" ]; then
    _${program}_flag "$command" "$before"
  elif [[ $current == -* ]]; then
    _${program}_flags "$command"
    COMPREPLY=($(compgen -W "$first" -- "\${current//_/-}"))
    [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -W "$others" -- "\${current//_/-}"))
    return
  else
    _${program}_word "$command" "$number"
  fi
  case $kind in
    assignment)
      [[ $current == *=* ]] && return
      COMPREPLY=($(compgen -W "$values" -S = -- "$current"))
      compopt -o nospace 2>/dev/null
      ;;
    list)
      [[ $current == *,* ]] && listed="\${current%,*},"
      COMPREPLY=($(compgen -W "$values" -P "$listed" -- "\${current##*,}"))
      ;;
    *) [ -z "$values" ] || COMPREPLY=($(compgen -W "$values" -- "$current")) ;;
  esac
  if [ \${#COMPREPLY[@]} -gt 0 ]; then
    [ -z "$glued" ] || COMPREPLY=("\${COMPREPLY[@]/#/$glued}")
  elif [ "$kind" = file ] || [ "$kind" = directory ]; then
    local names=f
    [ "$kind" = file ] || names=d
    IFS=$'\\n'
    COMPREPLY=($(compgen -$names -P "$glued" -- "$current"))
    compopt -o filenames 2>/dev/null
  fi
}

complete -F _${program} ${program}
`;
}

// --- internal ---

/** Flags that take the same stand in one row. */
function flagCases({ name, flags }: CompletedCommand): string[] {
  const rows = Map.groupBy(flags, assignments);
  return [...rows].map(([taken, same]) =>
    `    ${same.flatMap(allNames).map((flag) => `"${name} ${flag}"`).join("|")}) ${taken} ;;`
  );
}

function wordCases({ name, words }: CompletedCommand): string[] {
  return words.map((value, number) => {
    const isLast = number === words.length - 1;
    return `    "${name} ${isLast ? '"*' : `${number}"`}) ${assignments(value)} ;;`;
  });
}

function nameCase({ name, flags }: CompletedCommand): string {
  const first = flags.map((flag) => flag.name).join(" ");
  const others = flags.flatMap((flag) => flag.others).join(" ");
  return `    ${name}) first='${first}' others='${others}' ;;`;
}

function allNames({ name, others }: CompletedFlag): string[] {
  return [name, ...others];
}

function assignments({ kind, values }: CompletedValue): string {
  return `kind=${kind} values='${values.join(" ")}'`;
}
