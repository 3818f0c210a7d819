/**
 * Completion for zsh, a static script: it starts no program but the shell's own.
 *
 * @module
 */
import type { CompletedCommand, CompletedValue } from "./completion_table.ts";

/**
 * The script, to be read by `source` behind `compinit`, or saved as `_NAME` in a folder of `fpath`.
 *
 * @param program Name of the command that is completed.
 * @param commands What may be written.
 */
export function zshCompletion(program: string, commands: readonly CompletedCommand[]): string {
  return `#compdef ${program}
# Completion of ${program} for zsh, by: ${program} completions zsh

# Sets kind and values to what flag $2 of command $1 takes.
_${program}_flag() {
  kind=text values=()
  case "$1 $2" in
${commands.flatMap(flagCases).join("\n")}
  esac
}

# Sets kind and values to what word number $2 of command $1 is.
_${program}_word() {
  kind=text values=()
  case "$1 $2" in
${commands.flatMap(wordCases).join("\n")}
  esac
}

# Sets first and others to flags of command $1, each with what it does.
_${program}_flags() {
  first=() others=()
  case "$1" in
${commands.map(nameCase).join("\n")}
  esac
}

_${program}() {
  local command="$words[2]" current="$words[CURRENT]" before= kind flag i number=0
  local -a values first others commands
  if ((CURRENT == 2)); then
    commands=(
${commands.map(({ name, about }) => `      ${described(name, about)}`).join("\n")}
    )
    _describe -t commands command commands
    [[ $current == -* ]] && compadd -- --help --version
    return
  fi
  # The words before: whose value the current one is, or the how manyth that is no value.
  for ((i = 3; i < CURRENT; i++)); do
    flag="\${words[i]//_/-}"
    if [[ $flag == -* ]]; then
      before=
      _${program}_flag "$command" "$flag"
      [[ $flag == *=* || $kind == switch ]] || before="$flag"
    elif [[ -n $before ]]; then
      before=
    else
      ((number++))
    fi
  done
  if [[ $current == -*=* ]]; then
    before="\${\${current%%=*}//_/-}"
    compset -P 1 '*='
    _${program}_flag "$command" "$before"
  elif [[ -n $before ]]; then
    _${program}_flag "$command" "$before"
  elif [[ $current == -* ]]; then
    _${program}_flags "$command"
    PREFIX="\${PREFIX//_/-}"
    _describe -o -t flags flag first || _describe -o -t flags 'other name' others
    return
  else
    _${program}_word "$command" "$number"
  fi
  case $kind in
    assignment) [[ $PREFIX == *=* ]] || compadd -S = -- $values ;;
    list)
      compset -P '*,'
      compadd -q -S , -- $values
      ;;
    file)
      compadd -- $values
      _files
      ;;
    directory)
      compadd -- $values
      _path_files -/
      ;;
    *) (($#values)) && compadd -- $values ;;
  esac
}

if [[ $funcstack[1] == _${program} ]]; then
  _${program} "$@"
else
  compdef _${program} ${program}
fi
`;
}

// --- internal ---

/** Flags that take the same stand in one row. */
function flagCases({ name, flags }: CompletedCommand): string[] {
  const rows = Map.groupBy(flags, assignments);
  return [...rows].map(([taken, same]) => {
    const names = same.flatMap((flag) => [flag.name, ...flag.others]);
    return `    ("${name} "(${names.join("|")})) ${taken} ;;`;
  });
}

function wordCases({ name, words }: CompletedCommand): string[] {
  return words.map((value, number) => {
    const isLast = number === words.length - 1;
    return `    "${name} "${isLast ? "*" : number}) ${assignments(value)} ;;`;
  });
}

function nameCase({ name, flags }: CompletedCommand): string {
  const first = flags.map((flag) => described(flag.name, flag.about));
  const others = flags.flatMap((flag) => flag.others.map((other) => described(other, flag.name)));
  return `    ${name})
      first=(${first.join(" ")})
      others=(${others.join(" ")})
      ;;`;
}

/** A name and what it does, as `_describe` has it. */
function described(name: string, about: string): string {
  return `'${`${name.replaceAll(":", "\\:")}:${about}`.replaceAll("'", "'\\''")}'`;
}

function assignments({ kind, values }: CompletedValue): string {
  return `kind=${kind} values=(${values.join(" ")})`;
}
