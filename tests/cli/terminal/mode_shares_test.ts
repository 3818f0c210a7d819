import { assertEquals } from "@std/assert";
import { modeSharesText } from "../../../cli/terminal/mode_shares.ts";

Deno.test("modeSharesText() says how modes share the power, and nothing of a single one", () => {
  assertEquals([modeSharesText([]), modeSharesText([1])], [null, null]);
  assertEquals(modeSharesText([0.75, 0.25]), "2 modes with 75 % and 25 % of its power");
  assertEquals(modeSharesText([2 / 3, 0.25, 1 / 12]), "3 modes with 66.667 %, 25 % and 8.3333 % of its power");
});
