/**
 * The MLflow logger of a reconstruction by an engine.
 *
 * @module
 */
import { iterationValues } from "../../../run/engine/iteration.ts";
import { metricEntries } from "../../../run/mlflow/mlflow_entry.ts";
import { type MlflowLog, type MlflowLogOptions, openMlflowLog } from "../../../run/mlflow/mlflow_log.ts";
import type { EngineCallback } from "./engine_callback.ts";

/**
 * A callback that logs to MLflow: of each iteration the residuals and seconds of `metrics.csv`, by iteration; the payload as
 * parameters. No server delays or fails a reconstruction. One that goes on does so with the same MLflow run, and first sends
 * what was left.
 *
 * @param options Server, experiment and directory.
 */
export function engineMlflowLogger(options: MlflowLogOptions): EngineCallback {
  let log: MlflowLog | null = null;
  return {
    name: "mlflow logger",
    async onRunStart({ firstIteration }): Promise<void> {
      // What an earlier program logged behind the checkpoint comes again.
      const isDone = ({ metric }: { readonly metric: { readonly step: number } }): boolean =>
        metric.step < firstIteration;
      log = await openMlflowLog(options, { command: "reconstruct", isDone });
    },
    onIterationEnd(event): void {
      const { iteration: step, seconds } = event;
      const values = { ...iterationValues(event), seconds };
      log?.tell(metricEntries(values, { of: "iteration", timestamp: Date.now(), step }));
    },
    async onBeforeSave(): Promise<void> {
      await log?.sync();
    },
    async onRunEnd(event): Promise<void> {
      await log?.close(event);
    },
  };
}
