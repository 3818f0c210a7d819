import { assertEquals } from "@std/assert";
import { paragraph } from "../../../../recon/report/page/parts.ts";

Deno.test("paragraph() keeps a flag on one line, shows all else as it is, and lets no tag through", () => {
  assertEquals(
    paragraph("Try: more (training.epochs, --max-epochs), or <b> a--b (--resume RUN)."),
    '<p>Try: more (training.epochs, <span class="flag">--max-epochs</span>), or &lt;b&gt; a--b ' +
      '<span class="flag">(--resume</span> RUN).</p>',
  );
});
