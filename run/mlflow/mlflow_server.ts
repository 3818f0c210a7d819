/**
 * Which MLflow server to talk to, and as whom. Secrets stay out of everything that is written or shown: an address with
 * a user name and a password in it becomes an address without them and a header.
 *
 * @module
 */
import { withoutCredentials } from "../../config/values/credentials.ts";

/** An MLflow tracking server. */
export interface MlflowServer {
  /** Its address without credentials and without a `/` at the end, such as `http://127.0.0.1:5000`. */
  readonly uri: string;
  /** Value of the header `Authorization`; null where none is sent. */
  readonly authorization: string | null;
}

/**
 * Finds the server. Its address is the one given, else that of the environment's `MLFLOW_TRACKING_URI`, else
 * `http://127.0.0.1:5000`. Credentials are those in the address, else `MLFLOW_TRACKING_TOKEN`, else
 * `MLFLOW_TRACKING_USERNAME` and `MLFLOW_TRACKING_PASSWORD`.
 *
 * @param uri `execution.mlflowUri`, with its credentials if it has some.
 * @param environment The environment's variables by name; without permission to read them there are none.
 * @returns The server.
 * @throws {TypeError} If the address is not one of http or https, such as MLflow's `sqlite:` and `file:`.
 */
export function findMlflowServer(
  uri: string | null,
  environment: (name: string) => string | undefined = readEnvironment,
): MlflowServer {
  const fromEnvironment = uri === null ? environment("MLFLOW_TRACKING_URI") : undefined;
  const address = uri ?? (fromEnvironment || "http://127.0.0.1:5000");
  const url = URL.parse(address);
  const field = fromEnvironment ? "MLFLOW_TRACKING_URI" : "execution.mlflowUri";
  if (!/^\s*https?:\/\//i.test(address)) {
    throw new TypeError(
      `Cannot log to MLflow as only http(s) is spoken and ${field} must begin with http:// or https://: ` +
        `current value is ${withoutCredentials(address)}; start one with mlflow server`,
    );
  }
  // What a URL would take for a path may be the end of a password.
  if (!url || `${url.pathname}${url.search}${url.hash}`.includes("@")) {
    throw new TypeError(
      `Cannot log to MLflow as ${field} must be such as http://HOST:PORT: ` +
        `current value is ${withoutCredentials(address)}; in a password write / as %2F, @ as %40, # as %23, ? as %3F`,
    );
  }
  const authorization = url.username || url.password
    ? basic(decode(url.username), decode(url.password))
    : credentials(environment);
  return { uri: `${url.origin}${url.pathname}`.replace(/\/+$/, ""), authorization };
}

// --- internal ---

function readEnvironment(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}

function credentials(environment: (name: string) => string | undefined): string | null {
  const token = environment("MLFLOW_TRACKING_TOKEN");
  if (token) return `Bearer ${token}`;
  const user = environment("MLFLOW_TRACKING_USERNAME");
  return user ? basic(user, environment("MLFLOW_TRACKING_PASSWORD") ?? "") : null;
}

function basic(user: string, password: string): string {
  return `Basic ${new TextEncoder().encode(`${user}:${password}`).toBase64()}`;
}

/** A password may have a % that nobody has encoded. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
