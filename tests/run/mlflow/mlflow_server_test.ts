import { assert, assertEquals, assertThrows } from "@std/assert";
import { findMlflowServer } from "../../../run/mlflow/mlflow_server.ts";

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

Deno.test("findMlflowServer() takes a password that nobody has encoded", () => {
  assertEquals(find("http://u:50%@h"), ["http://h", `Basic ${btoa("u:50%")}`]);
  assertEquals(find("http://u:p@ss@h:1/"), ["http://h:1", `Basic ${btoa("u:p@ss")}`]);
  assertEquals(find("http://:token@h"), ["http://h", `Basic ${btoa(":token")}`]);
});

Deno.test("findMlflowServer() refuses addresses that are not of a server, and shows no password", () => {
  const refused = {
    "sqlite:///x.db": "sqlite:///x.db",
    "file:./mlruns": "file:./mlruns",
    "./mlruns": "./mlruns",
    "ftp://a:s3cret@host": "ftp://host",
    "admin:s3cret@host:5000": "host:5000",
    "postgresql://u:s3/cret@db": "postgresql://db",
    "databricks://s3cret@host": "databricks://host",
    "x": "x",
  };
  for (const [uri, shown] of Object.entries(refused)) {
    const message = `must begin with http:// or https://: current value is ${shown}; start one with mlflow server`;
    const error = assertThrows(() => find(uri), TypeError, message);
    assert(!/s3|cret/.test(error.message), error.message);
  }
  const broken = [
    "http://u:s3/cret@db",
    "http://u:12/s3cret@db",
    "http://u#s3cret@db",
    "http://u?s3cret@db",
    "http://",
  ];
  for (const uri of broken) {
    const error = assertThrows(
      () => find(uri),
      TypeError,
      "must be such as http://HOST:PORT: current value is http://",
    );
    assert(!/s3|cret/.test(error.message), error.message);
  }
  const environment = { MLFLOW_TRACKING_URI: "file:./mlruns" };
  assertThrows(() => find(null, environment), TypeError, "MLFLOW_TRACKING_URI must begin with http://");
});
