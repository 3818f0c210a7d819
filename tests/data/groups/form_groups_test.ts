import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { formGroups, type GroupOptions, type Groups } from "../../../data/groups/form_groups.ts";
import type { GroupConfig, GroupSource } from "../../../data/groups/group_source.ts";
import { NeighborIndex } from "../../../data/groups/neighbor_index.ts";
import { range } from "../../../data/random/random.ts";
import { sciencePayload } from "../science_payload.ts";
import { raster, scattered, sourceAt } from "./scattered.ts";

const GRID = raster(8, 6, { x: 5, y: 5 });

function form(source: GroupSource, data: Partial<GroupConfig>, options: Partial<GroupOptions> = {}): Groups {
  return formGroups(source, sciencePayload({ gridSize: 2, ...data }).data, { seed: 1, ...options });
}

/** Members of each group, by their numbers in the scan. */
function groupsOf({ members, numbers }: Groups, size = 4): number[][] {
  return Array.from(
    { length: members.length / size },
    (_, group) => [...members.subarray(group * size, (group + 1) * size)].map((member) => numbers[member] ?? NaN),
  );
}

function distanceIn({ x, y }: GroupSource): (one: number, other: number) => number {
  return (one, other) => Math.hypot((x[one] ?? NaN) - (x[other] ?? NaN), (y[one] ?? NaN) - (y[other] ?? NaN));
}

Deno.test("formGroups() forms a group around every position: distinct patterns within the K nearest, always the same", () => {
  const cases = fc.constantFrom([2, 4], [2, 7], [3, 9], [3, 12], [2, 1000]);
  fc.assert(
    fc.property(
      cases.chain(([gridSize = 0, neighbors = 0]) =>
        fc.record({
          gridSize: fc.constant(gridSize),
          neighbors: fc.constant(neighbors),
          source: scattered(gridSize ** 2),
        })
      ),
      ({ gridSize, neighbors, source }) => {
        const groups = form(source, { gridSize, neighbors }, { everyPattern: true });
        const index = new NeighborIndex(source);
        assertEquals(groups.numbers, source.numbers);
        const members = groupsOf(groups, gridSize ** 2);
        assertEquals(members.map(([first]) => first), [...source.numbers]);
        for (const [first = NaN, ...others] of members) {
          const near = index.near(first, { count: neighbors });
          assertEquals(new Set([first, ...others]).size, gridSize ** 2);
          assert(others.every((other) => near.includes(other)));
        }
        assertEquals(form(source, { gridSize, neighbors }, { everyPattern: true }), groups);
      },
    ),
  );
});

Deno.test("formGroups() takes single patterns where gridSize is 1, wherever they are", () => {
  const source = sourceAt([[0, 0], [1e6, 1e6], [0, 0]]);
  assertEquals(form(source, { gridSize: 1 }), { numbers: range(3), members: range(3), warnings: [] });
});

Deno.test("formGroups() takes all patterns into each group of a scan that has no more", () => {
  const groups = groupsOf(form(sourceAt([[0, 0], [9, 0], [0, 9], [9, 9]]), {}));
  assertEquals(groups.map((members) => members.toSorted()), Array(4).fill([0, 1, 2, 3]));
});

Deno.test("formGroups() draws other neighbours by another seed, and the same around a pattern whichever others there are", () => {
  const members = groupsOf(form(GRID, { neighbors: 8 }));
  assertNotEquals(groupsOf(form(GRID, { neighbors: 8 }, { seed: 2 })), members);
  const few = groupsOf(form(GRID, { neighbors: 8, groups: 5 }));
  assertEquals(few.length, 5);
  assert(few.every((group) => members.some((other) => `${other}` === `${group}`)));
});

Deno.test("formGroups() keeps the patterns that are members, and no others", () => {
  const groups = form(GRID, { groups: 3 });
  const used = new Set(groupsOf(groups).flat());
  assertEquals(groups.numbers, Int32Array.from(used).sort());
  assert(used.size <= 12);
});

Deno.test("formGroups() takes the first of the file where sampling is sequential, and all where there may be fewer", () => {
  const firsts = (data: Partial<GroupConfig>, options = {}): unknown[] =>
    groupsOf(form(GRID, data, options)).map(([first]) => first);
  assertEquals(firsts({ groups: 4, sequentialSampling: true }), [0, 1, 2, 3]);
  assertNotEquals(firsts({ groups: 4 }), [0, 1, 2, 3]);
  assertEquals(firsts({ groups: 100 }, { fewer: true }), [...range(48)]);
  const alone = form(GRID, { gridSize: 1, groups: 10 });
  assertEquals(alone.numbers, alone.numbers.toSorted());
  assertEquals(alone.members, range(10));
});

Deno.test("formGroups() draws several different groups around each position", () => {
  const members = groupsOf(form(GRID, { groupsPerPosition: 3, neighbors: 6 }));
  assertEquals(members.map(([first]) => first), [...range(48)].flatMap((position) => [position, position, position]));
  assertEquals(new Set(members.map((group) => group.join())).size, members.length);
});

Deno.test("formGroups() draws more groups than positions from a pool of neighbours, evenly around all", () => {
  const members = groupsOf(form(GRID, { groups: 130, oversampling: true, neighborPoolSize: 8 }));
  assertEquals([members.length, new Set(members.map((group) => group.join())).size], [130, 130]);
  const counts = [...range(48)].map((position) => members.filter(([first]) => first === position).length);
  assertEquals([Math.min(...counts), Math.max(...counts)], [2, 3]);
});

Deno.test("formGroups() respects least and greatest distance, and says which patterns have no group then", () => {
  const distances = fc.record({
    minNeighborDistance: fc.constantFrom(0, 1, 5, 10),
    maxNeighborDistance: fc.constantFrom(10, 20, 1000),
  });
  fc.assert(
    fc.property(scattered(4), distances, (source, limits) => {
      const config = { ...limits, neighborFunction: "minDistance" as const };
      const groups = orTooSparse(() => form(source, config));
      if (groups === null) return;
      const distance = distanceIn(source);
      for (const members of groupsOf(groups)) {
        members.forEach((one, k) =>
          members.slice(k + 1).forEach((other) => assert(distance(one, other) >= limits.minNeighborDistance))
        );
        assert(members.every((other) => distance(members[0] ?? NaN, other) <= limits.maxNeighborDistance));
      }
      const left = source.numbers.length - groups.members.length / 4;
      assertEquals(groups.warnings.length, left === 0 ? 0 : 1);
      if (left > 0) assert(groups.warnings[0]?.includes(`${left} of ${source.numbers.length} patterns have fewer`));
      const all = form(source, config, { everyPattern: true });
      assertEquals(all.numbers, source.numbers);
      for (const [first = NaN, ...others] of groupsOf(all)) {
        assert(others.every((other) => other === first || distance(first, other) < Math.SQRT2 * source.patchSize));
      }
    }),
  );
});

Deno.test("formGroups() finds neighbours at the distances wherever there are some, past any number of nearer ones", () => {
  // 400 patterns within half a pixel, and a ring of 8 of them 6 px away.
  const close = Array.from({ length: 400 }, (_, k) => [0.5 * Math.cos(k * k), 0.5 * Math.sin(k * k)] as const);
  const ring = Array.from({ length: 8 }, (_, k) => [6 * Math.cos(k), 6 * Math.sin(k)] as const);
  const config = { neighborFunction: "minDistance", minNeighborDistance: 4, maxNeighborDistance: 8 } as const;
  for (const [first = NaN, ...others] of groupsOf(form(sourceAt([...close, ...ring]), config))) {
    if (first < 400) assert(others.every((other) => other >= 400));
  }
});

Deno.test("formGroups() takes neighbours from three different quadrants, or two of each for larger groups", () => {
  const inside = [...range(48)].filter((k) => k % 8 > 1 && k % 8 < 6 && k > 15 && k < 32);
  for (const [gridSize, most] of [[2, 1], [3, 2]] as const) {
    const members = groupsOf(form(GRID, { gridSize, neighbors: 9, neighborFunction: "fourQuadrant" }), gridSize ** 2);
    for (const [first = NaN, ...others] of members.filter(([first = NaN]) => inside.includes(first))) {
      const quadrants = [0, 0, 0, 0];
      for (const other of others) {
        // A quarter of a turn takes a quadrant to the next: each has the axis at its beginning.
        const angle = Math.atan2(
          (GRID.y[other] ?? NaN) - (GRID.y[first] ?? NaN),
          (GRID.x[other] ?? NaN) - (GRID.x[first] ?? NaN),
        );
        const quadrant = Math.floor((angle + 2 * Math.PI) / (Math.PI / 2) + 1e-9) % 4;
        quadrants[quadrant] = (quadrants[quadrant] ?? NaN) + 1;
      }
      assertEquals([Math.max(...quadrants), others.length], [most, gridSize ** 2 - 1]);
    }
  }
  // At a corner there is one quadrant; all patterns have a group all the same.
  const all = form(GRID, { neighborFunction: "fourQuadrant" });
  assertEquals([all.members.length, all.warnings], [4 * 48, []]);
});

Deno.test("formGroups() searches as many neighbours as data.quadrantNeighbors for the quadrants", () => {
  const reach = (quadrantNeighbors: number): number => {
    const distance = distanceIn(GRID);
    const members = groupsOf(form(GRID, { neighborFunction: "fourQuadrant", quadrantNeighbors }));
    return Math.max(...members.flatMap(([first = NaN, ...others]) => others.map((other) => distance(first, other))));
  };
  assert(reach(4) <= 10 && reach(30) > 15, `${reach(4)} and ${reach(30)} px`);
});

Deno.test("formGroups() measures distances in steps of the scan where these differ by axis", () => {
  const lines = raster(40, 4, { x: 1, y: 10 });
  const rows = (scanPattern: GroupConfig["scanPattern"]): number[] =>
    groupsOf(form(lines, { scanPattern })).map((members) => new Set(members.map((k) => lines.y[k])).size);
  assertEquals(new Set(rows("isotropic")), new Set([1]));
  assert(rows("rectangular").every((count) => count > 1));
});

Deno.test("formGroups() takes no neighbours whose patches do not overlap; an image of every pattern takes lone ones again", () => {
  const source = sourceAt([...[...range(20)].map((k) => [5 * k, 0] as const), [1000, 0]]);
  for (const neighborFunction of ["nearest", "fourQuadrant"] as const) {
    const groups = form(source, { neighborFunction });
    assertEquals([groups.members.length / 4, groups.numbers.includes(20)], [20, false]);
    assertEquals(groups.warnings, [
      "scan.npz: 1 of 21 patterns have fewer than 3 neighbours whose patches of 64 px overlap with its own: no group " +
      "is formed around them",
    ]);
    const all = form(source, { neighborFunction }, { everyPattern: true });
    assertEquals(groupsOf(all).at(-1), [20, 20, 20, 20]);
    assertEquals(all.warnings, [
      "scan.npz: 1 of 21 patterns have fewer than 3 neighbours whose patches of 64 px overlap with its own: their " +
      "groups take others that overlap, or the pattern itself again",
    ]);
  }
});

Deno.test("formGroups() says in one sentence with the numbers why there are no groups", () => {
  const refused = (source: GroupSource, data: Partial<GroupConfig>, message: string): void => {
    assertThrows(() => form(source, data), RangeError, message);
  };
  const few = sourceAt([[0, 0], [1, 0], [2, 0]]);
  refused(
    few,
    {},
    "Cannot form groups of 4 patterns of scan.npz as there are only 3 that can be used: set data.gridSize to 1",
  );
  const K =
    "Cannot form groups of 9 patterns of scan.npz as data.neighbors must be at least as many: current value is 4";
  refused(GRID, { gridSize: 3 }, K);
  refused(
    GRID,
    { neighborFunction: "fourQuadrant", gridSize: 3, quadrantNeighbors: 5 },
    "as data.quadrantNeighbors must be",
  );
  const sparse = "Cannot form groups of 4 patterns of scan.npz as the scan is too sparse: no pattern has 3 neighbours";
  const near = `${sparse} from 0 to 3 px away, and its three nearest are up to 5 px away (median); set`;
  refused(GRID, { neighborFunction: "minDistance" }, near.replace("its three nearest", "the 3 nearest"));
  refused(
    raster(4, 4, { x: 64, y: 64 }),
    {},
    `${sparse} whose patches of 64 px overlap with its own, and the 3 nearest`,
  );
  const pile = sourceAt(Array.from({ length: 9 }, () => [4, 4] as const));
  refused(pile, { neighborFunction: "minDistance", minNeighborDistance: 1 }, "lower data.minNeighborDistance (1)");
  const wanted =
    "Cannot select patterns of scan.npz as there are fewer than wanted: 49 groups of data.groups, 48 patterns";
  refused(GRID, { groups: 49 }, `${wanted} and 48 groups around them; set data.oversampling to true`);
  refused(GRID, { groups: 49, gridSize: 1 }, wanted);
  const more = { groups: 200, oversampling: true };
  refused(
    GRID,
    more,
    "200 groups of data.groups, 48 patterns and 192 groups around them; draw from more neighbours (data.neighbors is 4)",
  );
});

/** Groups, or null where the scan is said to be too sparse. */
function orTooSparse(make: () => Groups): Groups | null {
  try {
    return make();
  } catch (error) {
    assert(error instanceof RangeError && error.message.includes("is too sparse"), `${error}`);
    return null;
  }
}
