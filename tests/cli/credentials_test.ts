import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { MlflowService } from "../run/mlflow/mlflow_service.ts";
import { withTempDir } from "../data/temp_dir.ts";
import { exitwave, exitwaveEach, TINY } from "./program.ts";

/** Every file below a directory that holds a text, in any of its bytes. */
async function filesWith(directory: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(directory)) {
    const path = `${directory}/${name}`;
    if (isDirectory) found.push(...await filesWith(path, text));
    else if (new TextDecoder("latin1").decode(await Deno.readFile(path)).includes(text)) found.push(path);
  }
  return found;
}

Deno.test("train writes and prints no password of an MLflow address, logs in with it, and resumes with the environment's", async () => {
  await using service = new MlflowService();
  await withTempDir(async (cwd) => {
    await writeScan(`${cwd}/scan.npz`, simulateScan({ patterns: 8 }));
    const address = `http://me:s3cret%@127.0.0.1:${service.port}`;
    const reporting = TINY.filter((word) => word !== "--no-report");
    const flags = ["--train-data-file", "scan.npz", "--output-dir", "run", ...reporting];
    const line = ["train", ...flags, "--logger", "csv,jsonl,tensorboard,mlflow", "--mlflow-uri", address];
    const begun = await exitwave(cwd, [...line, "--json"]);
    assertEquals(begun.code, 0, begun.stderr);
    assertEquals([...service.authorizations], [`Basic ${btoa("me:s3cret%")}`]);
    service.trouble = () => service.authorizations.has(null) ? new Response("", { status: 401 }) : null;
    const resumed = await exitwave(cwd, ["train", "--resume", "run", "--max-epochs", "2"]);
    assertEquals(resumed.code, 0, resumed.stderr);
    assertStringIncludes(resumed.stderr, "401; credentials go into MLFLOW_TRACKING_USERNAME");
    service.authorizations.clear();
    const known = { MLFLOW_TRACKING_USERNAME: "me", MLFLOW_TRACKING_PASSWORD: "s3cret%" };
    const again = await exitwave(cwd, ["train", "--resume", "run", "--max-epochs", "3"], known);
    assertEquals([again.code, service.violations], [0, []], again.stderr);
    assertEquals(service.series("poisson_train_loss").map(([epoch]) => epoch), [0, 1, 2]);
    for (const { stdout, stderr } of [begun, resumed, again]) assert(!(stdout + stderr).includes("s3cret"), stderr);
    assertEquals(await filesWith(cwd, "s3cret"), []);
  });
});

Deno.test("config and train print no password, whatever the address looks like", async () => {
  const addresses = [
    "admin:s3cret@host:5000",
    "postgresql://u:s3/cret@db",
    "http://u:s3cret%@h",
    "http://u:12/s3cret@h",
  ];
  await withTempDir(async (cwd) => {
    await writeScan(`${cwd}/scan.npz`, simulateScan({ patterns: 8 }));
    await Deno.writeTextFile(`${cwd}/other.json`, `{"execution":{"mlflowUri":"http://b:s3cret@c"}}`);
    const script = `export default { execution: { mlflowUri: "http://b:s3cret@c", logger: ["mlflow"] } };`;
    await Deno.writeTextFile(`${cwd}/run.ts`, script);
    const lines = addresses.flatMap((address) => {
      const flags = ["--mlflow-uri", address, "--logger", "mlflow"];
      return [
        ["config", "show", ...flags],
        ["config", "show", ...flags, "--json"],
        ["config", "explain", "--config", "run.ts", ...flags],
        ["config", "explain", ...flags, "--json"],
        ["config", "validate", "--set", `execution.mlflowUri=${address}`, "--set", "training.epochs=0"],
        ["config", "validate", "--mlflow-uris", address],
        ["train", "--train-data-file", "scan.npz", ...flags, "--dry-run"],
        ["train", "--train-data-file", "scan.npz", ...flags, "--dry-run", "--json"],
        ["train", "--train-data-file", "scan.npz", "--mlflow-uri", address, "--dry-run"],
      ];
    });
    lines.push(["config", "diff", "other.json", "run.ts"], ["config", "diff", "other.json", "run.ts", "--json"]);
    const bad = addresses.filter((address) => !address.includes("%"));
    lines.push(...bad.map((address) => {
      return ["train", "--train-data-file", "scan.npz", ...TINY, "--logger", "mlflow", "--mlflow-uri", address];
    }));
    const results = await exitwaveEach(cwd, lines);
    for (const [place, { stdout, stderr }] of results.entries()) {
      assert(!/s3|cret/.test(stdout + stderr), `${lines[place]?.join(" ")}: ${stdout}${stderr}`);
    }
    for (const { code, stderr } of results.slice(-bad.length)) {
      assertEquals(code, 1);
      assert(/^error: Cannot log to MLflow as .*http/m.test(stderr), stderr);
    }
    assertEquals(await Array.fromAsync(Deno.readDir(cwd), ({ name }) => name).then((names) => names.sort()), [
      ...["other.json", "run.ts", "scan.npz"],
    ]);
  });
});
