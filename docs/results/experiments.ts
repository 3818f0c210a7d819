/**
 * All experiments of `docs/results.md`.
 *
 * @module
 */
import { type Experiment, type Row, type Trial, trial } from "./experiment.ts";

const STAR = "$DATA/siemens_star_64.npz";
const RUN1084 = "$DATA/run1084_probe_object_positions.npz";

/** For a probe that lights much outside of the central half of a patch, as that of Run1084 does. */
const BROAD = "--no-pad-object";

/** A table each. */
export const experiments: readonly Experiment[] = [star(), run1084(), lines(), dose(), patterns(), transfer(), weak()];

// --- internal ---

function star(): Experiment {
  const flags = "--n-filters-scale 1 --max-epochs 40";
  return {
    id: "star",
    scans: [],
    rows: [
      trial("star", { id: "gridsize-1", title: "gridSize 1", scan: STAR, flags }),
      trial("star", {
        id: "gridsize-2",
        title: "gridSize 2",
        scan: STAR,
        flags: `${flags} --gridsize 2`,
        picture: true,
      }),
      trial("star", { id: "supervised", title: "supervised", scan: STAR, flags: `${flags} --mode supervised` }),
    ],
  };
}

function run1084(): Experiment {
  const scan = "results/run1084/scan.npz";
  const network = (epochs: number, row: Omit<Trial, "scan" | "flags">, own = ""): Row => {
    const flags = `--n-filters-scale 0.5 --max-epochs ${epochs} --scheduler WarmupCosine ${BROAD}${own}`;
    return trial("run1084", { ...row, scan, flags });
  };
  return {
    id: "run1084",
    scans: [`simulate -o ${scan} --from ${RUN1084} --photons 1e6`],
    rows: [
      network(40, { id: "gridsize-1", title: "gridSize 1", picture: true }),
      network(40, { id: "gridsize-2", title: "gridSize 2", picture: true }, " --gridsize 2"),
      network(40, { id: "supervised", title: "supervised" }, " --mode supervised"),
      network(100, { id: "gridsize-1-long", title: "gridSize 1, 100 epochs" }),
      network(100, { id: "gridsize-2-long", title: "gridSize 2, 100 epochs", picture: true }, " --gridsize 2"),
    ],
  };
}

/** PtychoPINN's lines, with a beam as it would be and one as it is; the object of the test was never seen. */
function lines(): Experiment {
  const probes = [["ideal", "disk", "a disk"], ["real", RUN1084, "that of Run1084"]] as const;
  const scanOf = (probe: string, part: string): string => `results/lines/${probe}-${part}.npz`;
  const scans = probes.flatMap(([probe, source]) =>
    (["train", "test"] as const).map((part, k) =>
      `simulate -o ${scanOf(probe, part)} --object lines --probe ${source} --patterns 1024 --photons 1e6 --seed ${
        k + 1
      }`
    )
  );
  const rows = probes.flatMap(([probe, , title]) =>
    [1, 2].map((gridSize) =>
      trial("lines", {
        id: `${probe}-${gridSize}`,
        title: `${title}, gridSize ${gridSize}`,
        scan: scanOf(probe, "train"),
        test: scanOf(probe, "test"),
        flags: `--n-filters-scale 0.25 --max-epochs 30 --gridsize ${gridSize}${probe === "real" ? ` ${BROAD}` : ""}`,
        picture: true,
      })
    )
  );
  return { id: "lines", scans, rows };
}

/** The same object and scan positions, by fewer and fewer photons. */
function dose(): Experiment {
  const doses = ["1e4", "1e5", "1e6", "1e7", "1e8", "1e9"];
  const scanOf = (photons: string): string => `results/dose/${photons}.npz`;
  return {
    id: "dose",
    scans: doses.map((photons) =>
      `simulate -o ${scanOf(photons)} --object lines --probe ${RUN1084} --patterns 512 --photons ${photons}`
    ),
    rows: doses.flatMap((photons) =>
      ["poisson", "mae"].map((loss) =>
        trial("dose", {
          id: `${photons}-${loss}`,
          title: `${photons} photons, ${loss}`,
          scan: scanOf(photons),
          flags: `--n-filters-scale 0.25 --batch-size 4 --max-epochs 60 --loss ${loss} ${BROAD}`,
          picture: photons === "1e4" || photons === "1e5",
        })
      )
    ),
  };
}

/** Networks that have seen one probe, or two, try a scan of another probe and object. */
function transfer(): Experiment {
  const [a, b] = [RUN1084, STAR];
  const scanOf = (name: string): string => `results/transfer/${name}.npz`;
  const made = (name: string, probe: string, seed: number): string =>
    `simulate -o ${scanOf(name)} --object lines --probe ${probe} --patterns 1024 --photons 1e6 --seed ${seed}`;
  const flags = `--n-filters-scale 0.25 --max-epochs 20 ${BROAD}`;
  const network = (id: string, title: string, scan: string, own = ""): Row =>
    trial("transfer", { id, title, scan, test: scanOf("b-test"), flags: `${flags}${own}`, picture: true });
  return {
    id: "transfer",
    scans: [made("a", a, 1), made("b", b, 3), made("b-test", b, 2)],
    rows: [
      network("a-1", "probe A, gridSize 1", scanOf("a")),
      network("a-2", "probe A, gridSize 2", scanOf("a"), " --gridsize 2"),
      network("a-supervised", "probe A, supervised", scanOf("a"), " --mode supervised"),
      network("b-1", "probe B itself, gridSize 1", scanOf("b")),
      network("a-b-1", "probes A and B, gridSize 1", `${scanOf("a")} ${scanOf("b")}`),
    ],
  };
}

/** More and more patterns of one object; the object of the test was never seen. */
function patterns(): Experiment {
  const networks = [
    ["gridSize 1", "1", "--gridsize 1"],
    ["gridSize 2", "2", "--gridsize 2"],
    ["supervised", "supervised", "--mode supervised"],
  ] as const;
  const common = `--object lines --probe ${RUN1084} --photons 1e6`;
  const [all, test] = ["results/patterns/train.npz", "results/patterns/test.npz"];
  return {
    id: "patterns",
    scans: [
      `simulate -o ${all} ${common} --patterns 4096 --seed 1`,
      `simulate -o ${test} ${common} --patterns 1024 --seed 2`,
    ],
    rows: [512, 1024, 2048, 4096].flatMap((count) =>
      networks.map(([title, id, flags]) =>
        trial("patterns", {
          id: `${count}-${id}`,
          title: `${count} patterns, ${title}`,
          scan: all,
          test,
          // As many steps for few patterns as for many.
          flags: `--n-filters-scale 0.25 --n-subsample ${count} --max-epochs ${12288 / count} ${flags} ${BROAD}`,
        })
      )
    ),
  };
}

/** An object that absorbs nothing and whose phases are within 0.1 rad, in a broad beam with structure. */
function weak(): Experiment {
  const scan = "results/weak/scan.npz";
  const rows = [
    ["measured", "gridSize 1, patterns as measured", "--input-contrast 0"],
    ["gridsize-1", "gridSize 1", ""],
    ["batch-4", "gridSize 1, batches of 4", ""],
    ["gridsize-2", "gridSize 2", "--gridsize 2 --patch-merging probe"],
    ["supervised", "supervised", "--mode supervised"],
  ] as const;
  return {
    id: "weak",
    scans: [
      `simulate -o ${scan} --amplitude-range 1,1 --phase-contrast 0.1 --probe speckle --positions raster --step 6 ` +
      "--patterns 576 --photons 9e4",
    ],
    rows: rows.map(([id, title, flags]) =>
      trial("weak", {
        ...{ id, title, scan },
        flags: `--n-filters-scale 0.125 --max-epochs 40 --batch-size ${id === "batch-4" ? 4 : 16} ${flags}`.trimEnd(),
        picture: id === "batch-4",
      })
    ),
  };
}
