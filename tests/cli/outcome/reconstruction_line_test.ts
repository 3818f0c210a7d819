import { assertEquals } from "@std/assert";
import { reconstructionLine } from "../../../cli/outcome/reconstruction_line.ts";
import { fittedLine } from "../../../cli/terminal/fitted_line.ts";

Deno.test("reconstructionLine() tells the iteration, what is left of the patterns, the speed and the time left", () => {
  let seconds = 0;
  const line = reconstructionLine(10, () => 1000 * seconds);
  const shown = (columns: number, progress: { iteration: number; done: number }): string =>
    fittedLine(line.at({ ...progress, total: 100 }), columns);
  assertEquals(shown(Infinity, { iteration: 0, done: 20 }), "iteration 1/10  20/100");
  seconds = 2;
  assertEquals(
    shown(Infinity, { iteration: 1, done: 20 }),
    "iteration 2/10  20/100  50 positions/s  17 s left".replace("17 s", expectedText(17.6)),
  );
  line.note({ rFactor: 0.25 });
  seconds = 4;
  const now = { iteration: 2, done: 20 };
  const left = expectedText(15.6);
  assertEquals(shown(Infinity, now), `iteration 3/10  20/100  R-factor 0.25  50 positions/s  ${left} left`);
  assertEquals(shown(46, now), `iteration 3/10  R-factor 0.25  ${left} left`);
  assertEquals(shown(20, now), `3/10  ${left} left`);
});

function expectedText(seconds: number): string {
  return `${Math.round(seconds)} s`;
}
