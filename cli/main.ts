/**
 * Runs a command line and turns whatever happens into an exit code and, where it failed, one line.
 *
 * @module
 */
import manifest from "../deno.json" with { type: "json" };
import { ConfigError } from "../config/values/config_error.ts";
import { type Command, ownSwitch } from "./line/command.ts";
import { COMMANDS } from "./commands/commands.ts";
import { messagesWithFlags } from "./line/field_flags.ts";
import { COMMON_FLAGS } from "./line/flag.ts";
import { flagHelp, hasFlag } from "./line/flag_help.ts";
import { commandHelp, programHelp } from "./line/help.ts";
import { commandHint } from "./line/likely_command.ts";
import { Output, shieldConsole } from "./terminal/output.ts";
import { parseLine } from "./line/parse_line.ts";
import { typedLine } from "./line/typed_line.ts";
import { UsageError } from "./line/usage_error.ts";

/** Exit codes, as promised in the documentation; those of signals are with {@link StopSignals}. */
export const EXIT = { done: 0, failed: 1, usage: 2, config: 3, accelerator: 4 };

/**
 * Runs the program.
 *
 * @param argv The arguments after the program's name.
 * @returns The exit code.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const plain = new Output({ json: false, quiet: false });
  const shown = { output: plain };
  shieldConsole(globalThis.console, () => shown.output.giveWay());
  const told = { command: COMMANDS.find(({ name }) => name === argv[0]), debug: argv.includes("--debug") };
  tellUncaught(plain, told);
  await quietVulkan();
  try {
    return await run(argv, shown);
  } catch (error) {
    shown.output.redraw(null);
    plain.error(describeError(error, told));
    return exitCode(error);
  }
}

// --- internal ---

/** What fails while nothing waits for it, such as a timer of a configuration script, ends the program in one line, too. */
function tellUncaught(plain: Output, options: Told): void {
  const end = (event: Event, reason: unknown): void => {
    event.preventDefault();
    const told = describeError(reason, options);
    plain.error(told.replace(/^error: (?!Cannot )/, "error: Cannot go on as what nothing waited for failed: "));
    Deno.exit(exitCode(reason));
  };
  addEventListener("unhandledrejection", (event) => end(event, event.reason));
  addEventListener("error", (event) => end(event, event.error));
}

/** Without this variable Mesa's Vulkan drivers print a line that looks like an error of ours, though nothing is wrong. */
async function quietVulkan(): Promise<void> {
  const name = "XDG_RUNTIME_DIR";
  const { state } = await Deno.permissions.query({ name: "env", variable: name });
  if (state === "granted" && !Deno.env.get(name)) Deno.env.set(name, Deno.env.get("TMPDIR") ?? "/tmp");
}

async function run(argv: readonly string[], shown: { output: Output }): Promise<number> {
  const { output: plain } = shown;
  const [name, ...rest] = argv;
  if (name === undefined) {
    plain.error(programHelp(COMMANDS));
    return EXIT.usage;
  }
  if (["help", "--help", "-h"].includes(name)) {
    plain.result(help(rest), null);
    return plain.settle(EXIT.done);
  }
  if (["--version", "-V"].includes(name)) {
    plain.result(`exitwave ${manifest.version}, deno ${Deno.version.deno}`, null);
    return plain.settle(EXIT.done);
  }
  const command = findCommand(name);
  const asked = rest.findIndex((word) => /^(--help|-h)(=|$)/.test(word));
  if (asked >= 0) {
    const [, topic] = rest[asked]?.match(/=(.+)/s) ?? [];
    const behind = topic === undefined ? rest.slice(asked + 1) : [topic];
    plain.result(helpOf(command, { all: rest.includes("--all"), topic: topicIn(behind) }), null);
    return plain.settle(EXIT.done);
  }
  const line = parseLine(command, rest);
  const output = shown.output = new Output({ json: ownSwitch(line, "json"), quiet: ownSwitch(line, "quiet") });
  line.notices.forEach((notice) => output.note(`notice: ${notice}`));
  const work = await command.load();
  return output.settle(await work({ command, commands: COMMANDS, line, typed: typedLine(argv), output }));
}

/** `help [COMMAND] [NAME]`; a name alone is one of training, whose fields are nearly all. */
function help(words: readonly string[]): string {
  const [first, ...more] = words;
  if (first === undefined || SWITCHES.includes(first)) return programHelp(COMMANDS);
  const training = commandNamed("train");
  if (training && !commandNamed(first) && hasFlag(training, first)) return flagHelp(training, first);
  return helpOf(findCommand(first), { all: more.includes("--all"), topic: topicIn(more) });
}

function helpOf(
  command: Command,
  { all, topic }: { readonly all: boolean; readonly topic: string | undefined },
): string {
  return topic === undefined ? commandHelp(command, { all }) : flagHelp(command, topic);
}

/** What stands behind `--help` and is no topic. */
const SWITCHES: readonly string[] = [
  ...COMMON_FLAGS.flatMap(({ names }) => names.map((name) => `--${name}`)),
  "--all",
  "-h",
];

function topicIn([word]: readonly string[]): string | undefined {
  return word === undefined || SWITCHES.includes(word) ? undefined : word;
}

function commandNamed(name: string): Command | undefined {
  return COMMANDS.find((candidate) => candidate.name === name);
}

function findCommand(name: string): Command {
  const command = commandNamed(name);
  if (command) return command;
  const hint = commandHint(name, COMMANDS.map((candidate) => candidate.name));
  throw new UsageError(`Cannot run ${name} as it is not a command (${hint})`);
}

/** Characters of a message that are shown without `--debug`; a shader's listing has thousands. */
const LONGEST = 500;

interface Told {
  /** The command that is run; undefined where there is none. */
  readonly command: Command | undefined;
  readonly debug: boolean;
}

/** One line an error, each problem of a configuration on its own; stack and causes only with `--debug`. */
function describeError(error: unknown, { command, debug }: Told): string {
  const messages = messagesWithFlags(error, command);
  const lines = (error instanceof ConfigError ? messages : messages.map(oneLine)).map((line) => `error: ${line}`);
  return [...lines, ...(debug ? [Deno.inspect(error)] : [])].join("\n");
}

function oneLine(message: string): string {
  const line = message.split("\n").map((part) => part.trim()).join(" ");
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}… (--debug shows all)` : line;
}

/** By name, so that the errors of lazily loaded folders need not be loaded to be known. */
function exitCode(error: unknown): number {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof ConfigError) return EXIT.config;
  return error instanceof Error && error.name === "AcceleratorError" ? EXIT.accelerator : EXIT.failed;
}
