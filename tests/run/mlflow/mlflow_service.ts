/**
 * An MLflow tracking server for tests: real HTTP, runs in memory, and stricter than the original. Every request must be
 * one of those in MLflow's documentation, with no field that is not, and within all limits; what is not is refused and
 * remembered. It can be told to fail.
 *
 * @module
 */
import { z } from "../../../packages/zod.ts";

const key = z.string().min(1).max(250).regex(/^[/\w.\- ]+$/).refine((name) =>
  !/^\/|\/$|\/\/|(^|\/)\.+(\/|$)/.test(name)
);
const time = z.int().min(1e12).max(1e13);
const runId = z.string().regex(/^[a-zA-Z0-9][\w-]{0,255}$/);
const tags = z.array(z.strictObject({ key, value: z.string().max(5000) })).max(100);

/** The requests that are taken, by method and path. */
const REQUESTS = {
  "GET experiments/get-by-name": z.strictObject({ experiment_name: z.string().min(1).max(500) }),
  "POST experiments/create": z.strictObject({ name: z.string().min(1).max(500) }),
  "POST runs/search": z.strictObject({
    experiment_ids: z.array(z.string()).length(1),
    filter: z.string().regex(/^tags\.\w+ = '[\w-]+'$/),
    max_results: z.int().min(1).max(50_000),
  }),
  "POST runs/create": z.strictObject({
    experiment_id: z.string(),
    run_name: z.string().min(1),
    start_time: time,
    tags,
  }),
  "POST runs/log-batch": z.strictObject({
    run_id: runId,
    metrics: z.array(z.strictObject({ key, value: z.number(), timestamp: time, step: z.int() })).max(1000),
    params: z.array(z.strictObject({ key, value: z.string().max(6000) })).max(100),
    tags,
  }).refine(({ metrics, params, tags }) => metrics.length + params.length + tags.length <= 1000),
  "POST runs/update": z.strictObject({
    run_id: runId,
    status: z.enum(["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]),
    end_time: time.optional(),
  }),
} as const;

type Name = keyof typeof REQUESTS;
type Body<N extends Name> = z.infer<(typeof REQUESTS)[N]>;
type Metric = Body<"POST runs/log-batch">["metrics"][number];

/** A run as the server knows it. */
export interface ServedRun {
  readonly experiment: string;
  readonly name: string;
  status: string;
  endTime: number | null;
  readonly metrics: Metric[];
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
}

/** How a server treats a request that it would otherwise answer; null answers it. */
export type Trouble = (name: string) => Response | Promise<Response> | null;

/** The server. */
export class MlflowService implements AsyncDisposable {
  /** Names of the requests that came, the failed ones too. */
  readonly requests: string[] = [];
  /** Headers `Authorization` that came. */
  readonly authorizations = new Set<string | null>();
  /** What was wrong with requests. */
  readonly violations: string[] = [];
  /** States that runs were given, in order. */
  readonly statuses: string[] = [];
  readonly experiments = new Map<string, string>();
  readonly runs = new Map<string, ServedRun>();
  /** Set to fail requests. */
  trouble: Trouble = () => null;
  /** Does a request and then loses its answer. */
  loseAnswer: (name: string) => boolean = () => false;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  /** @param port Port to listen on; 0 takes a free one. */
  constructor(port = 0) {
    const options = { hostname: "127.0.0.1", port, onListen: () => {} };
    this.#server = Deno.serve(options, (request) => this.#answer(request));
  }

  get port(): number {
    return this.#server.addr.port;
  }

  get uri(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The only run there is. */
  get run(): ServedRun {
    const [run, ...others] = this.runs.values();
    if (!run || others.length > 0) throw new Error(`there are ${this.runs.size} runs instead of one`);
    return run;
  }

  /** Values of a metric as `[step, value]`. */
  series(name: string): [number, number][] {
    return this.run.metrics.filter(({ key }) => key === name).map(({ step, value }) => [step, value]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const name = `${request.method} ${pathname.replace(/^\/api\/2\.0\/mlflow\//, "")}`;
    this.requests.push(name);
    this.authorizations.add(request.headers.get("authorization"));
    const text = await request.text().catch(() => null);
    if (text === null) return new Response("", { status: 400 }); // who asked was killed meanwhile
    const trouble = this.trouble(name);
    if (trouble) return await trouble;
    if (!(name in REQUESTS)) return this.#refuse(404, "ENDPOINT_NOT_FOUND", `there is no ${name}`);
    if (request.method === "POST" && request.headers.get("content-type") !== "application/json") {
      return this.#refuse(400, "BAD_REQUEST", `${name} is not JSON`);
    }
    if (text.length > 1e6) return this.#refuse(400, "INVALID_PARAMETER_VALUE", `${name} has ${text.length} bytes`);
    const body = request.method === "GET" ? Object.fromEntries(searchParams) : JSON.parse(text);
    const parsed = REQUESTS[name as Name].safeParse(body);
    if (!parsed.success) return this.#refuse(400, "INVALID_PARAMETER_VALUE", `${name}: ${parsed.error.message}`);
    const answer = this.#serve(name as Name, parsed.data);
    return this.loseAnswer(name) ? new Response("the answer is lost", { status: 502 }) : answer;
  }

  #serve(name: Name, body: unknown): Response {
    switch (name) {
      case "GET experiments/get-by-name":
        return this.#findExperiment(body as Body<typeof name>);
      case "POST experiments/create":
        return this.#createExperiment(body as Body<typeof name>);
      case "POST runs/search":
        return this.#search(body as Body<typeof name>);
      case "POST runs/create":
        return this.#createRun(body as Body<typeof name>);
      case "POST runs/log-batch":
        return this.#logBatch(body as Body<typeof name>);
      case "POST runs/update":
        return this.#update(body as Body<typeof name>);
    }
  }

  #findExperiment({ experiment_name: name }: Body<"GET experiments/get-by-name">): Response {
    const id = this.experiments.get(name);
    // No violation: this is how it is asked whether there is one.
    if (id === undefined) return problem(404, "RESOURCE_DOES_NOT_EXIST", `no experiment ${name}`);
    return Response.json({ experiment: { experiment_id: id, name, lifecycle_stage: "active", artifact_location: "" } });
  }

  #createExperiment({ name }: Body<"POST experiments/create">): Response {
    if (this.experiments.has(name)) return problem(400, "RESOURCE_ALREADY_EXISTS", `experiment ${name} exists`);
    const id = String(this.experiments.size + 1);
    this.experiments.set(name, id);
    return Response.json({ experiment_id: id });
  }

  #search({ experiment_ids: [experiment], filter }: Body<"POST runs/search">): Response {
    const [, tag = "", value] = /^tags\.(\w+) = '(.*)'$/.exec(filter) ?? [];
    const found = [...this.runs].find(([, run]) => run.experiment === experiment && run.tags.get(tag) === value);
    return Response.json(found ? { runs: [{ info: { run_id: found[0] }, data: {} }] } : {});
  }

  #createRun({ experiment_id, run_name, tags }: Body<"POST runs/create">): Response {
    if (![...this.experiments.values()].includes(experiment_id)) {
      return this.#refuse(404, "RESOURCE_DOES_NOT_EXIST", `no experiment ${experiment_id}`);
    }
    const id = crypto.randomUUID().replaceAll("-", "");
    this.runs.set(id, {
      experiment: experiment_id,
      name: run_name,
      status: "RUNNING",
      endTime: null,
      metrics: [],
      params: new Map(),
      tags: new Map(tags.map(({ key, value }) => [key, value])),
    });
    return Response.json({ run: { info: { run_id: id, status: "RUNNING" }, data: {} } });
  }

  #logBatch({ run_id, metrics, params, tags }: Body<"POST runs/log-batch">): Response {
    const run = this.runs.get(run_id);
    if (!run) return this.#refuse(404, "RESOURCE_DOES_NOT_EXIST", `no run ${run_id}`);
    for (const { key, value } of params) {
      if ((run.params.get(key) ?? value) !== value) {
        return this.#refuse(400, "INVALID_PARAMETER_VALUE", `changing param ${key} is not allowed`);
      }
      run.params.set(key, value);
    }
    // As MLflow's SQL store, whose primary key is the whole metric.
    run.metrics.push(...metrics.filter((metric) => !run.metrics.some((known) => same(known, metric))));
    for (const { key, value } of tags) run.tags.set(key, value);
    return Response.json({});
  }

  #update({ run_id, status, end_time }: Body<"POST runs/update">): Response {
    const run = this.runs.get(run_id);
    if (!run) return this.#refuse(404, "RESOURCE_DOES_NOT_EXIST", `no run ${run_id}`);
    run.status = status;
    this.statuses.push(status);
    run.endTime = end_time ?? null;
    return Response.json({ run_info: { run_id, status } });
  }

  #refuse(status: number, code: string, message: string): Response {
    this.violations.push(message);
    return problem(status, code, message);
  }
}

function problem(status: number, code: string, message: string): Response {
  return Response.json({ error_code: code, message }, { status });
}

function same(a: Metric, b: Metric): boolean {
  return a.key === b.key && a.value === b.value && a.timestamp === b.timestamp && a.step === b.step;
}
