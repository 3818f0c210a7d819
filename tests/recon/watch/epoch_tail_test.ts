import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { readMetricsCsv } from "../../../run/read_metrics.ts";
import { EpochTail, MOST_EPOCHS } from "../../../recon/watch/epoch_tail.ts";
import { TempDir } from "../../data/temp_dir.ts";

const HEAD = "epoch,step,learning_rate,mae_train_loss,mae_val_loss,seconds,stage,physics_weight\n";

function row(epoch: number, loss = 1 / (epoch + 1)): string {
  return `${epoch},${epoch + 1},0.001,${loss},${2 * loss},1.5,0,1\n`;
}

async function withLog(body: (path: string, tail: EpochTail) => Promise<void>): Promise<void> {
  using directory = new TempDir();
  const path = `${directory.path}/metrics.csv`;
  await body(path, new EpochTail(path));
}

Deno.test("EpochTail reads what readMetricsCsv() does, in whatever pieces it comes", async () => {
  const text = HEAD + Array.from({ length: 40 }, (_, epoch) => row(epoch)).join("");
  const cuts = fc.array(fc.nat(text.length), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(cuts, (places) =>
      withLog(async (path, tail) => {
        await tail.read();
        assertEquals(tail.epochs, []);
        for (const place of [...places.sort((a, b) => a - b), text.length]) {
          await Deno.writeTextFile(path, text.slice(0, place));
          await tail.read();
        }
        assertEquals(tail.epochs, readMetricsCsv(path));
        assertEquals([tail.count, tail.problem], [40, null]);
      })),
    { numRuns: 20 },
  );
});

Deno.test("EpochTail keeps of 100 000 epochs as many as curves need, with the best, the worst, the first and the last", async () => {
  await withLog(async (path, tail) => {
    const count = 100_000;
    const losses = Array.from({ length: count }, (_, epoch) => 2 + Math.sin(epoch * epoch));
    [losses[31_234], losses[77_777]] = [0.25, 9];
    await Deno.writeTextFile(path, HEAD);
    using file = await Deno.open(path, { append: true });
    let most = 0;
    for (let from = 0; from < count; from += 5000) {
      const rows = losses.slice(from, from + 5000).map((loss, k) => row(from + k, loss)).join("");
      await file.write(new TextEncoder().encode(rows));
      await tail.read();
      most = Math.max(most, tail.epochs.length);
    }
    assert(most <= 2 * MOST_EPOCHS, String(most));
    assertEquals(tail.count, count);
    const kept = new Set(tail.epochs.map(({ epoch }) => epoch));
    assertEquals([0, 31_234, 77_777, count - 1].map((epoch) => kept.has(epoch)), [true, true, true, true]);
  });
});

Deno.test("EpochTail begins anew where the log was cut, replaced or taken away", async () => {
  await withLog(async (path, tail) => {
    await Deno.writeTextFile(path, HEAD + row(0) + row(1) + row(2));
    await tail.read();
    await Deno.truncate(path, HEAD.length + row(0).length);
    await tail.read();
    assertEquals(tail.epochs, readMetricsCsv(path));
    // As long as before, and longer, by the time that it is looked at.
    await Deno.writeTextFile(path, HEAD + row(0, 0.5) + row(1, 0.25));
    await Deno.rename(path, `${path}.old`);
    await Deno.writeTextFile(path, HEAD + row(0, 0.125) + row(1, 0.0625));
    await tail.read();
    assertEquals(tail.epochs, readMetricsCsv(path));
    await Deno.truncate(path, HEAD.length);
    await Deno.writeTextFile(path, row(0, 3) + row(1, 4) + row(2, 5), { append: true });
    await tail.read();
    assertEquals(tail.epochs.map(({ epoch }) => epoch), [0, 1, 2]);
    await Deno.remove(path);
    await tail.read();
    assertEquals([tail.epochs, tail.count], [[], 0]);
  });
});

Deno.test("EpochTail draws on without damaged lines and says so, and fills no memory with what has no end", async () => {
  await withLog(async (path, tail) => {
    await Deno.writeTextFile(
      path,
      HEAD + row(0) + "1,<script>,x\n" + row(1) + row(1) + "\0".repeat(3_000_000) + "\n" + row(3),
    );
    await tail.read();
    assertEquals(tail.epochs.map(({ epoch }) => epoch), [0, 1, 3]);
    assertEquals(tail.problem, `Cannot read line 3 of ${path} as it is damaged; curves are drawn without such lines`);
    await Deno.writeTextFile(path, "nothing,of,ours\n1,2,3\n");
    await tail.read();
    assertEquals(tail.problem, `Cannot read ${path} as its columns must begin with epoch,step,learning_rate`);
    await Deno.remove(path);
    await Deno.mkdir(path);
    await assertRejects(() => tail.read(), Error, `Cannot read ${path} as`);
  });
});
