import { JOBS } from "../../bench/growth/growing_jobs.ts";
import { withTempDir } from "../data/temp_dir.ts";

for (const [name, job] of Object.entries(JOBS)) {
  Deno.test(`the job ${name} of the growth benchmark runs`, () =>
    withTempDir(async (directory) => void await (await job(64, directory))()));
}
