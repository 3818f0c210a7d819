import { assertEquals, assertThrows } from "@std/assert";
import { findMlflowServer } from "../../../train/mlflow/mlflow_server.ts";

function find(uri: string | null, environment: Record<string, string> = {}): [string, string | null] {
  const server = findMlflowServer(uri, (name) => environment[name]);
  return [server.uri, server.authorization];
}

Deno.test("findMlflowServer() takes the given address, else the environment's, else this machine", () => {
  const environment = { MLFLOW_TRACKING_URI: "https://logs.example.org/mlflow/" };
  assertEquals(find("http://10.0.0.1:8080", environment), ["http://10.0.0.1:8080", null]);
  assertEquals(find(null, environment), ["https://logs.example.org/mlflow", null]);
  assertEquals(find(null), ["http://127.0.0.1:5000", null]);
});

Deno.test("findMlflowServer() takes credentials of the address, else of the environment", () => {
  const user = { MLFLOW_TRACKING_USERNAME: "anna", MLFLOW_TRACKING_PASSWORD: "geheim" };
  assertEquals(find("http://me:a%20b@host:5000"), ["http://host:5000", `Basic ${btoa("me:a b")}`]);
  assertEquals(find(null, user)[1], `Basic ${btoa("anna:geheim")}`);
  assertEquals(find(null, { ...user, MLFLOW_TRACKING_TOKEN: "abc" })[1], "Bearer abc");
});

Deno.test("findMlflowServer() refuses addresses that are not of a server, and shows no password", () => {
  for (const [uri, shown] of [["sqlite:///x.db", "sqlite:///x.db"], ["ftp://a:b@host", "ftp://host"], ["x", "x"]]) {
    const message = `must begin with http:// or https://: current value is ${shown}; start one with mlflow server`;
    assertThrows(() => find(uri ?? null), TypeError, message);
  }
});
