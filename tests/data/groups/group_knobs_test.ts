/**
 * What every field of groups does to the samples.
 *
 * @module
 */
import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { formGroups, type Groups } from "../../../data/groups/form_groups.ts";
import type { GroupConfig, GroupSource } from "../../../data/groups/group_source.ts";
import { knob } from "../../knob.ts";
import { sciencePayload } from "../science_payload.ts";
import { raster } from "./scattered.ts";

/** 9 × 7 positions, 5 px apart. */
const GRID = raster(9, 7, { x: 5, y: 5 });

function form(data: Partial<GroupConfig>, source: GroupSource = GRID): Groups {
  return formGroups(source, sciencePayload({ gridSize: 2, ...data }).data, { seed: 1 });
}

/** Distances of all members from the first of their group. */
function distances(data: Partial<GroupConfig>, source?: GroupSource): number[] {
  const { members, numbers } = form(data, source);
  const { x, y } = source ?? GRID;
  const at = (values: Float64Array, k: number): number => values[numbers[members[k] ?? NaN] ?? NaN] ?? NaN;
  return [...members.keys()].filter((k) => k % 4 > 0).map((k) => {
    const first = k - k % 4;
    return Math.hypot(at(x, k) - at(x, first), at(y, k) - at(y, first));
  });
}

knob("data.gridSize", "makes a sample of gridSize × gridSize neighbouring patterns", () => {
  for (const gridSize of [1, 2, 3]) {
    const { members } = form({ gridSize, neighbors: 9 });
    assertEquals(members.length, 63 * gridSize ** 2);
  }
});

knob("data.neighbors", "draws members from so many nearest neighbours, and refuses fewer than a group has", () => {
  assert(Math.max(...distances({ neighbors: 4 })) <= 10);
  assert(Math.max(...distances({ neighbors: 24 })) > 13);
  assertThrows(
    () => createTrainingPayload({ data: { gridSize: 3, neighbors: 4 } }),
    TypeError,
    "data.neighbors must be at least gridSize² (9): current value is 4",
  );
});

knob("data.neighborFunction", "takes the nearest, those within distances, or evenly from four quadrants", () => {
  const limits = { neighbors: 8, minNeighborDistance: 9, maxNeighborDistance: 11 };
  const near = distances({ ...limits, neighborFunction: "nearest" });
  assert(Math.min(...near) < 9);
  const within = distances({ ...limits, neighborFunction: "minDistance" });
  assert(within.every((distance) => distance >= 9 && distance <= 11), `${within}`);
  // A long row has neighbours in two quadrants: a group takes from both.
  const row = raster(30, 1, { x: 5, y: 1 });
  const sides = (neighborFunction: GroupConfig["neighborFunction"]): number => {
    const { members } = form({ neighborFunction, neighbors: 28 }, row);
    const around = [...members.subarray(4 * 15 + 1, 4 * 16)];
    return around.filter((member) => member > 15).length;
  };
  assert([1, 2].includes(sides("fourQuadrant")));
  assertEquals(form({ neighborFunction: "fourQuadrant" }, row).members.length, 4 * 30);
});

knob("data.quadrantNeighbors", "is how many neighbours are searched for the quadrants", () => {
  const reach = (quadrantNeighbors: number): number =>
    Math.max(...distances({ neighborFunction: "fourQuadrant", quadrantNeighbors }));
  assert(reach(4) <= 10 && reach(40) > 15, `${reach(4)} and ${reach(40)}`);
});

knob("data.minNeighborDistance", "keeps members of a group so far apart", () => {
  const least = (minNeighborDistance: number): number =>
    Math.min(...distances({ neighborFunction: "minDistance", minNeighborDistance, maxNeighborDistance: 30 }));
  assertEquals([least(0), least(6)], [5, Math.hypot(5, 5)]);
});

knob("data.maxNeighborDistance", "keeps members no further from the position around which they are", () => {
  const most = (maxNeighborDistance: number): number =>
    Math.max(...distances({ neighborFunction: "minDistance", neighbors: 24, maxNeighborDistance }));
  assert(most(8) <= 8 && most(12) > 8 && most(12) <= 12);
  assertThrows(() => distances({ neighborFunction: "minDistance", maxNeighborDistance: 3 }), RangeError, "too sparse");
});

knob("data.groupsPerPosition", "forms so many different groups around each position, if there are as many", () => {
  assertEquals(form({ groupsPerPosition: 3 }).members.length, 3 * 4 * 63);
  assertThrows(
    () => createTrainingPayload({ data: { gridSize: 2, groupsPerPosition: 5 } }),
    TypeError,
    "data.groupsPerPosition must be at most 4, as many different groups of 4 as data.neighbors (4) allow: current value is 5",
  );
});

knob("data.oversampling", "allows more groups than positions", () => {
  assertThrows(() => form({ groups: 100 }), RangeError, "63 patterns and 63 groups around them; set data.oversampling");
  assertEquals(form({ groups: 100, oversampling: true }).members.length, 400);
});

knob("data.neighborPoolSize", "is how many neighbours oversampling draws from", () => {
  const more = { groups: 300, oversampling: true };
  assertThrows(() => form(more), RangeError, "252 groups around them; draw from more neighbours (data.neighbors is 4)");
  assertEquals(form({ ...more, neighborPoolSize: 12 }).members.length, 1200);
  assertEquals(Math.max(...distances({ neighborPoolSize: 12 })), Math.max(...distances({})));
});

knob("data.scanPattern", "measures which neighbours are nearest in pixels, or in steps along each axis", () => {
  const lines = raster(40, 4, { x: 1, y: 10 });
  assertEquals(Math.max(...distances({ scanPattern: "isotropic" }, lines)), 4);
  assert(Math.max(...distances({ scanPattern: "rectangular" }, lines)) >= 10);
  assertNotEquals(form({ scanPattern: "rectangular" }, lines), form({ scanPattern: "isotropic" }, lines));
});

knob("data.positionsProvided", "false is refused, with what to do, as nothing is learned without positions", () => {
  const message =
    "data.positionsProvided must be true (nothing is learned without positions; where none were measured, " +
    "give nominal ones as xcoords and ycoords, which model.positionsTrainable corrects): current value is false";
  const data = { positionsProvided: false } as unknown as { positionsProvided: true };
  assertThrows(() => createTrainingPayload({ data }), TypeError, message);
  assertEquals(createTrainingPayload({ data: { positionsProvided: true } }).data.positionsProvided, true);
});
