/**
 * Completion for fish, a static script: it starts no program but the shell's own.
 *
 * @module
 */
import type { CompletedCommand, CompletedValue } from "./completion_table.ts";

/**
 * The script.
 *
 * @param program Name of the command that is completed.
 * @param commands What may be written.
 */
export function fishCompletion(program: string, commands: readonly CompletedCommand[]): string {
  const own = `__${program}`;
  return `# Completion of ${program} for fish, by: ${program} completions fish

# What flag $argv[2] of command $argv[1] takes: its kind, and values.
function ${own}_flag
    switch "$argv[1] $argv[2]"
${commands.flatMap(flagCases).join("\n")}
        case '*'
            echo text
    end
end

# What word number $argv[2] of command $argv[1] is: its kind, and values.
function ${own}_word
    switch "$argv[1] $argv[2]"
${commands.flatMap(wordCases).join("\n")}
        case '*'
            echo text
    end
end

# Flags of command $argv[1], each with what it does.
function ${own}_first
    switch "$argv[1]"
${commands.flatMap((command) => nameCase(command, "first")).join("\n")}
    end
end

# Other names of flags of command $argv[1].
function ${own}_others
    switch "$argv[1]"
${commands.flatMap((command) => nameCase(command, "others")).join("\n")}
    end
end

# What may stand at the cursor: its kind, the beginning of the word that stays, and values.
function ${own}_place
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l command $words[2]
    set -l before ''
    set -l number 0
    # The words before: whose value the current one is, or the how manyth that is no value.
    for word in $words[3..-1]
        if string match -q -- '-*' $word
            set before ''
            set -l flag (string replace -a -- _ - $word)
            set -l taken (${own}_flag $command $flag)
            string match -q -- '*=*' $word; or test "$taken[1]" = switch; or set before $flag
        else if test -n "$before"
            set before ''
        else
            set number (math $number + 1)
        end
    end
    if string match -q -- '-*=*' $current
        set -l parts (string split -m 1 = -- $current)
        set -l taken (${own}_flag $command (string replace -a -- _ - $parts[1]))
        printf '%s\\n' $taken[1] "$parts[1]=" $taken[2..-1]
    else if test -n "$before"
        set -l taken (${own}_flag $command $before)
        printf '%s\\n' $taken[1] '' $taken[2..-1]
    else if string match -q -- '-*' $current
        printf '%s\\n' flag ''
    else
        set -l taken (${own}_word $command $number)
        printf '%s\\n' $taken[1] '' $taken[2..-1]
    end
end

function ${own}_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    if test (count $words) -eq 1
${commands.map(({ name, about }) => `        printf '%s\\t%s\\n' ${name} ${quoted(about)}`).join("\n")}
        string match -q -- '-*' $current; and printf '%s\\n' --help --version
        return
    end
    set -l place (${own}_place)
    set -l begun $place[2]
    switch $place[1]
        case flag
            set -l typed (string replace -a -- _ - $current)
            set -l found (${own}_first $words[2] | string match -- "$typed*")
            test (count $found) -gt 0; or set found (${own}_others $words[2] | string match -- "$typed*")
            printf '%s\\n' $found
        case list
            set -l typed (string sub -s (math (string length -- $begun) + 1) -- $current)
            set -l listed (string match -r -- '^.*,' $typed; or echo)
            printf '%s\\n' $begun$listed$place[3..-1]
        case assignment
            string match -q -- '*=*' (string replace -- $begun '' $current); or printf '%s\\n' $begun$place[3..-1]=
        case directory
            test (count $place) -lt 3; or printf '%s\\n' $begun$place[3..-1]
            __fish_complete_directories $current ''
        case '*'
            test (count $place) -lt 3; or printf '%s\\n' $begun$place[3..-1]
    end
end

function ${own}_wants_files
    test (count (commandline -opc)) -gt 1; or return 1
    set -l place (${own}_place)
    test "$place[1]" = file
end

complete -c ${program} -e
complete -c ${program} -f -a '(${own}_complete)'
complete -c ${program} -n ${own}_wants_files -F
`;
}

// --- internal ---

/** Flags that take the same stand in one row. */
function flagCases({ name, flags }: CompletedCommand): string[] {
  const rows = Map.groupBy(flags, printed);
  return [...rows].map(([taken, same]) => {
    const names = same.flatMap((flag) => [flag.name, ...flag.others]).map((flag) => `'${name} ${flag}'`);
    return `        case ${names.join(" ")}\n            ${taken}`;
  });
}

function wordCases({ name, words }: CompletedCommand): string[] {
  return words.map((value, number) => {
    const isLast = number === words.length - 1;
    return `        case '${name} ${isLast ? "*" : number}'\n            ${printed(value)}`;
  });
}

function nameCase({ name, flags }: CompletedCommand, which: "first" | "others"): string[] {
  const rows = which === "first"
    ? flags.map((flag) => [flag.name, flag.about] as const)
    : flags.flatMap((flag) => flag.others.map((other) => [other, flag.name] as const));
  if (rows.length === 0) return [];
  return [`        case ${name}`, ...rows.map(([flag, about]) => `            echo ${quoted(`${flag}\t${about}`)}`)];
}

function printed({ kind, values }: CompletedValue): string {
  return `printf '%s\\n' ${[kind, ...values].join(" ")}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
}
