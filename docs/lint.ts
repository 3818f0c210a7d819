/**
 * `deno doc --lint` of the public exports, less what it says of other people's types: our exports may mention a tensor or
 * a zod type, and re-exporting those would make the linter ask for their documentation too.
 *
 * @module
 */
import manifest from "../deno.json" with { type: "json" };

const FOREIGN = ["Scalar", "Tensor", "Tensor2D", "Tensor3D", "Tensor4D", "Variable", "ZodObject", "ZodType"];

const entries = Object.values(manifest.exports).filter((entry) => entry !== manifest.exports["./cli"]);
const { stderr } = await new Deno.Command(Deno.execPath(), {
  args: ["doc", "--lint", ...entries],
  cwd: new URL("..", import.meta.url),
  env: { NO_COLOR: "1" },
}).output();

const problems = new TextDecoder().decode(stderr).split(/\n(?=error\[)/).filter((part) => part.startsWith("error["));
const ours = problems.filter((problem) => {
  const [, name = ""] = problem.match(/^error\[private-type-ref\]: .* references private type '(\w+)'/) ?? [];
  return !FOREIGN.includes(name);
});

if (ours.length > 0) {
  // deno-lint-ignore no-console -- a tool of the developers, not part of the library
  console.error(`${ours.join("\n")}\n${ours.length} exports are not documented`);
  Deno.exit(1);
}
