import { assert, assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../../../config/values/config_error.ts";
import { hideCredentials, keptAddress, withoutCredentials } from "../../../config/values/credentials.ts";
import { explainPayload } from "../../../config/explain.ts";
import { execution } from "../../../config/builders/execution_builder.ts";
import { parsePayload } from "../../../config/parse_payload.ts";
import { createTrainingPayload } from "../../../config/training_payload.ts";

/** Addresses and what may be shown of them. */
const ADDRESSES = {
  "http://me:s3cret@host:5000": "http://host:5000",
  "https://s3cret@host/mlflow/": "https://host/mlflow/",
  "admin:s3cret@host:5000": "host:5000",
  "postgresql://u:s3/cret@db": "postgresql://db",
  "http://u:s3cret%@h": "http://h",
  "http://u:p@s3#cret@h": "http://h",
  "http://u:s3?cret@h": "http://h",
  "http://u:s3 cret@h": "http://h",
  'http://u:s3"cret@h': "http://h",
  "//u:s3cret@h": "//h",
  "http://h?token=s3cret": "http://h",
  "http://h/#s3cret": "http://h/",
} as const;

/** Addresses that are shown as they are. */
const HARMLESS = [
  "http://127.0.0.1:5000",
  "file:./mlruns",
  "sqlite:///x.db",
  "C:\\mlruns",
  "host",
  "",
  "http://[::1]:5000/a",
];

Deno.test("withoutCredentials() leaves an address without what is secret", () => {
  for (const [address, shown] of Object.entries(ADDRESSES)) assertEquals(withoutCredentials(address), shown);
  for (const address of HARMLESS) assertEquals(withoutCredentials(address), address);
});

Deno.test("hideCredentials() finds addresses in a text", () => {
  for (const address of Object.keys(ADDRESSES).filter((text) => text.includes("@"))) {
    const shown = hideCredentials(`it is ${JSON.stringify(address)}, or so`);
    assert(!/s3|cret/.test(shown), shown);
  }
  assertEquals(hideCredentials("url (http://u:p@h:1/x) and admin:p@h"), "url (http://***@h:1/x) and ***@h");
  for (const text of ["mail bob@example.org", "at 10:30 @ noon", "epoch=02-a=1.safetensors", "http://a/b, c@d"]) {
    assertEquals(hideCredentials(text), text);
  }
});

Deno.test("hideCredentials() takes no time for a long text", () => {
  for (const text of ["a:".repeat(5000), "http://".repeat(2000), '"//'.repeat(3000)]) {
    assertEquals(hideCredentials(text), text);
  }
});

Deno.test("createTrainingPayload() has no credentials anywhere in a payload, and keeps the address for the program", () => {
  for (const address of Object.keys(ADDRESSES)) {
    for (const logger of ["mlflow", "csv"] as const) {
      const sections = { execution: { mlflowUri: address, logger: [logger] } };
      const payload = createTrainingPayload(sections, { flag: { execution: { mlflowUri: `${address}/` } } });
      assertEquals([payload.execution.mlflowUri, keptAddress(payload.execution)], [
        withoutCredentials(`${address}/`),
        `${address}/`,
      ]);
      const text = JSON.stringify([payload, explainPayload(payload, { all: true })]);
      assert(!/s3|cret/.test(text), text);
      assertEquals(parsePayload(JSON.parse(JSON.stringify(payload))), payload);
      assertEquals(keptAddress(parsePayload(JSON.parse(JSON.stringify(payload))).execution), null);
    }
  }
  assertEquals(keptAddress(createTrainingPayload({ execution: { mlflowUri: "http://h" } }).execution), null);
});

Deno.test("ConfigError shows no password of an address in the wrong place", () => {
  for (const address of Object.keys(ADDRESSES)) {
    const [one, two] = [address, `${address}/x`].map((uri) => execution().mlflowUri(uri));
    for (const sections of [{ execution: one, training: two }, { execution: { accelerator: address } }]) {
      const error = assertThrows(() => createTrainingPayload(sections as never), ConfigError);
      assert(!/s3|cret/.test(error.message), error.message);
      for (const { value } of error.problems) {
        assert(typeof value !== "string" || !/s3|cret/.test(value), String(value));
      }
    }
  }
});
