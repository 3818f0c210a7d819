import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { lacksShell, SHELLS } from "../shells.ts";
import { shellLine, shellWord } from "../../../cli/terminal/shell_words.ts";

Deno.test("shellWord() leaves plain paths alone and quotes what a shell would take for something else", () => {
  const plain = ["runs/scan", "./a-b_c.npz", "epoch=02-val=0.1.safetensors", "C:/x", "a@b%c+d,e"];
  assertEquals(plain.map(shellWord), plain);
  assertEquals(["", "my run", "it's", "a*b", "$HOME", "~/x", "=x", "試料"].map(shellWord), [
    ...["''", "'my run'", "'it'\\''s'", "'a*b'", "'$HOME'", "'~/x'", "'=x'", "'試料'"],
  ]);
  assertEquals(shellWord("a\x1b[2Jb'\u202e\\"), "$'a\\x1b[2Jb\\'\\u202e\\\\'");
});

for (const shell of SHELLS) {
  Deno.test({
    name: `shellLine() is read back by ${shell} word for word`,
    ignore: lacksShell(shell),
    fn: async () => {
      // Fish has no form for control characters; nobody has them in names but by mistake.
      const letters = shell === "fish" ? fc.string({ unit: "grapheme" }) : fc.string({ unit: "binary" });
      const words = fc.array(letters.filter((text) => !/[\0\p{Cs}]/u.test(text)), { minLength: 1, maxLength: 40 });
      await fc.assert(
        fc.asyncProperty(words, async (texts) => {
          const odd = [
            ...texts,
            "a b",
            "it's",
            "~",
            "$x `y` \\",
            "*",
            "a\nb".slice(0, shell === "fish" ? 1 : 3),
            "-n",
            "!!",
          ];
          const args = [...(shell === "fish" ? ["--no-config"] : []), "-c", `printf '%s\\0' ${shellLine(odd)}`];
          const env = { LC_ALL: "C.UTF-8" };
          const { stdout } = await new Deno.Command(shell, { args, env }).output();
          assertEquals(new TextDecoder().decode(stdout).split("\0").slice(0, -1), odd);
        }),
        { numRuns: 10 },
      );
    },
  });
}
