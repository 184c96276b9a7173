/** Which steps of two runs stand beside each other, and where on the axis: as `diffulizer compare` has it. */
import { expect, test } from "vitest";

import { SIGMA_AXIS } from "../../src/charts/LinePlot.tsx";
import { openRun } from "../../src/dataset/open.ts";
import {
  alignBy,
  alignmentOf,
  alignSteps,
  type Between,
  betweenSteps,
  levelsOf,
} from "../../src/maths/align.ts";
import type { Level } from "../../src/format/channels.ts";
import { stepAxis } from "../../src/reading/axis.ts";
import type { Run } from "../../src/run/types.ts";
import { fixture, fixturePath } from "./fixtures.ts";
import { folderOnDisk } from "./folder_on_disk.ts";

interface Schedules {
  readonly mine: readonly number[] | null;
  readonly theirs: readonly number[] | null;
  readonly evaluated: readonly number[];
  readonly stepped: readonly number[];
  readonly between: Readonly<Record<Level, readonly Between[]>>;
}
interface Beside {
  readonly evaluated: readonly number[];
  readonly stepped: readonly number[];
}

const golden = fixture<{ schedules: readonly Schedules[]; runs: Record<string, Beside> }>("pairs.json");
const STEPS_WITHOUT_LEVELS = 3;

function sampled(sigmas: readonly number[] | null) {
  return { steps: sigmas ? sigmas.length - 1 : STEPS_WITHOUT_LEVELS, sigmas };
}

async function open(name: string): Promise<Run> {
  const { run } = await openRun(folderOnDisk(fixturePath(`pairs/${name}`)));
  if (!run) throw new Error(`the run ${name} can't be opened`);
  return run;
}

test.each(golden.schedules)("steps of $mine beside those of $theirs", ({ mine, theirs, ...expected }) => {
  for (const level of ["evaluated", "stepped"] as const)
    expect(alignSteps(sampled(mine), sampled(theirs), "sigma", level)).toEqual(expected[level]);
});

test.each(golden.schedules)("levels of $mine between steps of $theirs", ({ mine, theirs, between }) => {
  for (const level of ["evaluated", "stepped"] as const) {
    expect(betweenSteps(sampled(mine), sampled(theirs), "sigma", level)).toEqual(between[level]);
    const nearest = alignSteps(sampled(mine), sampled(theirs), "step", level);
    expect(betweenSteps(sampled(mine), sampled(theirs), "step", level)).toEqual(
      nearest.map((step) => ({ first: step, second: step, weight: 0 })),
    );
  }
});

test("by number, a step beyond the other's last is beside the last one", () => {
  const [long, short] = [sampled([5, 4, 3, 2, 1, 0]), sampled([9, 2, 0])];
  expect(alignSteps(long, short, "step", "evaluated")).toEqual([0, 1, 1, 1, 1]);
  expect(alignSteps(short, long, "step", "stepped")).toEqual([0, 1]);
});

test("beside a flow, whose noise levels mean something else, steps are told by number", () => {
  const [flow, noise] = [
    { ...sampled([1, 0.5, 0]), generator: { prediction: "flow" } },
    { ...sampled([14, 0.7, 0]), generator: { prediction: "epsilon" } },
  ];
  expect(alignBy("sigma", flow, noise)).toBe("step");
  expect(alignBy(null, flow, noise)).toBe("step");
  expect(alignBy("sigma", flow, flow)).toBe("sigma");
  expect(alignBy("sigma", noise, null)).toBe("sigma");
});

test.each(Object.keys(golden.runs))("predictions and latents of two runs on disk, %s", async (name) => {
  const [a, b] = [await open(`${name}/a`), await open(`${name}/b`)];
  const { evaluated, stepped } = golden.runs[name] ?? {};
  expect(alignmentOf(a, b, "sigma")).toEqual({ evaluated, stepped });
});

test("latents stand at the noise level stepped to, predictions at that of their evaluation", async () => {
  const [a, b] = [await open("shorter/a"), await open("shorter/b")];
  const { axis, at } = stepAxis(a, b, "sigma");
  expect(axis).toBe(SIGMA_AXIS);
  for (const run of [a, b]) {
    expect(at(run, "evaluated")).toEqual(run.sigmas?.slice(0, run.steps));
    expect(at(run, "stepped")).toEqual(run.sigmas?.slice(1));
    expect(at(run, "stepped").at(-1)).toBe(0);
    expect(at(run, "stepped")).toBe(at(run, "stepped"));
  }
});

test.each([
  ["a run alone", "shorter", null, null],
  ["two runs of one schedule", "same", "same", null],
  ["two runs that are compared by step", "shorter", "shorter", "step"],
  ["runs without noise levels", "older", "older", "sigma"],
] as const)("the axis of %s is the step", async (_, first, second, chosen) => {
  const a = await open(`${first}/a`);
  const { axis, at } = stepAxis(a, second && (await open(`${second}/b`)), chosen);
  expect(axis.falling).toBe(false);
  expect(axis.name).toBe(chosen === "sigma" ? "step (noise levels were not recorded)" : "step");
  for (const level of ["evaluated", "stepped"] as const)
    expect(at(a, level)).toEqual(Array.from({ length: a.steps }, (__, step) => step + 1));
});

test.each([
  ["two runs of other schedules", "shorter", "shorter", null],
  ["a run alone, where it was chosen", "shorter", null, "sigma"],
  ["two runs of one schedule, where it was chosen", "same", "same", "sigma"],
] as const)("the axis of %s is the noise level", async (_, first, second, chosen) => {
  const a = await open(`${first}/a`);
  const { axis, at } = stepAxis(a, second && (await open(`${second}/b`)), chosen);
  expect(axis).toBe(SIGMA_AXIS);
  expect(at(a, "evaluated")).toEqual(a.sigmas?.slice(0, a.steps));
});

test("a pass that is still sampled has no level that its last step led to", () => {
  const live = { steps: 3, sigmas: [14, 5, 1] };
  expect(levelsOf(live, "evaluated")).toEqual([14, 5, 1]);
  expect(levelsOf(live, "stepped")).toBeNull();
});
