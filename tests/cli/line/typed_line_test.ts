import { assertEquals } from "@std/assert";
import { typedLine } from "../../../cli/line/typed_line.ts";

Deno.test("typedLine() writes words as a shell takes them", () => {
  assertEquals(
    typedLine(["train", "--train-data-file", "a b.npz", "--notes", "it's", "--notes=", ""]),
    `exitwave train --train-data-file 'a b.npz' --notes 'it'\\''s' --notes= ''`,
  );
});

for (
  const words of [
    ["--mlflow-uri", "http://me:s3cret@host:5000"],
    ["--mlflow_uri", "http://me:s3cret@host:5000"],
    ["--mlflow-uri=http://me:s3cret@host:5000"],
    ["--mlflow-uri", "me:s3 cret@host:5000"],
    ["--mlflow-uri", "postgresql://me:a/s3cret@db"],
    ["--mlflow-uri=http://host:5000?token=s3cret"],
    ["--set", "execution.mlflowUri=http://me:a=s3cret@host"],
    ["--set=execution.mlflowUri=http://me:s3cret@host"],
    ["--set", 'execution.mlflowUri="http://me:s3cret@host?token=s3cret"'],
    ["--notes", "logged to http://me:s3cret@host"],
    ["--unknown", "http://me:s3cret@host"],
  ]
) {
  Deno.test(`typedLine() tells no password of ${words.join(" ")}`, () => {
    assertEquals(typedLine(words).includes("cret"), false, typedLine(words));
  });
}
