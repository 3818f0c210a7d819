import { assert, assertEquals } from "@std/assert";
import { LiveLine } from "../../../cli/terminal/live_line.ts";
import { Screen } from "./pseudo_terminal.ts";

Deno.test("LiveLine draws at most five times a second, and last what it was told last", async () => {
  let [last, columns, drawn] = ["", 80, 0];
  const line = new LiveLine({
    write: (text) => {
      last = text;
      if (text.length > 5) drawn += 1;
    },
    columns: () => columns,
    now: () => performance.now(),
  });
  const start = performance.now();
  let told = 0;
  while (performance.now() - start < 450) {
    told += 1;
    line.show((width) => `${told} of ${width}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  columns = 40;
  while (!last.includes(`${told} of 40`)) await new Promise((resolve) => setTimeout(resolve, 10));
  const most = 1 + (performance.now() - start) / 200;
  assert(drawn >= 2 && drawn <= most && told > most, `${drawn} drawings of ${told}`);
  line.close();
  assertEquals(last, "\r\x1b[J");
});

Deno.test("LiveLine comes back below what is said meanwhile, and leaves nothing behind", async () => {
  const screen = new Screen(20);
  const line = new LiveLine({ write: (text) => screen.print(text), columns: () => 20, now: () => performance.now() });
  line.show(() => "long line of 16.");
  assertEquals(screen.rows, ["long line of 16."]);
  line.wipe();
  screen.print("a note\r\n");
  line.show(() => "short");
  while (screen.rows[1] !== "short") await new Promise((resolve) => setTimeout(resolve, 10));
  assertEquals(screen.rows, ["a note", "short"]);
  line.close();
  line.close();
  assertEquals(screen.rows, ["a note", ""]);
});
