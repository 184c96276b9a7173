/** What sets several runs apart. */
import { expect, test } from "vitest";
import { apart, type Axes, crossing, inOrder, ownWords, tableOf, varying } from "../../src/maths/varying.ts";
import type { Run } from "../../src/run/types.ts";

function run(name: string, prompt: string, settings: Record<string, unknown>): Run {
  const words = prompt.split(" ").map((text, i) => ({ text, tokens: [i + 1] }));
  const condition = { id: "c0", polarity: "positive", text: prompt, words, unrecorded: [] };
  return { name, steps: 8, generator: settings, conditions: [condition] } as unknown as Run;
}

const SEEDS = [3, 1, 2].map((seed) => run(`run_${String(seed)}`, "a star", { seed, cfg_scale: 7 }));

test("one number that varies gives the order and the names", () => {
  expect(varying(SEEDS)).toEqual([{ setting: "seed", values: [3, 1, 2] }]);
  expect(inOrder(SEEDS).map(({ name }) => name)).toEqual(["run_1", "run_2", "run_3"]);
  expect(apart(SEEDS)).toEqual(["seed 3", "seed 1", "seed 2"]);
});

test("runs of other prompts are called by the words that not all have", () => {
  const runs = ["a red circle", "a red star", "a Red square"].map((text) => run("x", text, { seed: 1 }));
  expect(ownWords(runs)).toEqual([["circle"], ["star"], ["square"]]);
  expect(apart(runs)).toEqual(["circle", "star", "square"]);
  expect(inOrder(runs)).toBe(runs);
});

test("several settings are all named, and equal runs have their own names", () => {
  const runs = [run("first", "a", { seed: 1, sampler: "euler" }), run("second", "a", { seed: 2 })];
  expect(apart(runs)).toEqual(["seed 1 · sampler euler", "seed 2 · sampler unknown"]);
  expect(inOrder(runs)).toBe(runs);
  expect(apart([run("first", "a", {}), run("second", "a", {})])).toEqual(["first", "second"]);
});

/** Every combination of guidance and seed, out of order; with guidance 1 the network has one call less. */
const SWEEP = [8, 1].flatMap((cfg_scale) =>
  [2, 3, 1].map((seed) =>
    run(`${String(cfg_scale)}/${String(seed)}`, "a star", {
      seed,
      cfg_scale,
      network_calls: [cfg_scale === 1 ? ["c0"] : ["c0", "c1"]],
    }),
  ),
);
const named = (runs: readonly Run[], axes: Axes, shown?: readonly Run[]) => {
  const { columns, rows, cells } = tableOf(runs, axes, shown);
  return { columns, rows, cells: cells.map((row) => row.map((cell) => cell.map((one) => one.run.name))) };
};

test("a sweep of two settings is a table: the one with more values in columns, both by size", () => {
  expect(crossing(SWEEP)).toEqual({ columns: "seed", rows: "cfg_scale" });
  expect(named(SWEEP, crossing(SWEEP))).toEqual({
    columns: ["seed 1", "seed 2", "seed 3"],
    rows: ["cfg scale 1", "cfg scale 8"],
    cells: [
      [["1/1"], ["1/2"], ["1/3"]],
      [["8/1"], ["8/2"], ["8/3"]],
    ],
  });
  // What follows from the rows is not told in each cell; what does not is.
  const names = (runs: readonly Run[]) =>
    tableOf(runs, { columns: "seed", rows: "cfg_scale" })
      .cells.flat(2)
      .map(({ name }) => name);
  expect(new Set(names(SWEEP))).toEqual(new Set([""]));
  const other = run("8/1", "a star", { seed: 1, cfg_scale: 8, sampler: "heun" });
  const odd = [...SWEEP.filter(({ name }) => name !== "8/1"), other];
  expect(names(odd).filter((name) => name.includes("sampler heun"))).toHaveLength(1);
});

test("of two settings with as many values, the seed is in the rows", () => {
  expect(crossing(SWEEP.filter(({ name }) => !name.endsWith("3")))).toEqual({
    columns: "cfg_scale",
    rows: "seed",
  });
});

test("without every combination there is no table, unless one is asked for", () => {
  expect(crossing(SEEDS)).toEqual({ columns: null, rows: null });
  const some = SWEEP.slice(1);
  expect(crossing(some)).toEqual({ columns: null, rows: null });
  expect(named(some, { columns: "cfg_scale", rows: null })).toEqual({
    columns: ["cfg scale 1", "cfg scale 8"],
    rows: [""],
    cells: [
      [
        ["1/2", "1/3", "1/1"],
        ["8/3", "8/1"],
      ],
    ],
  });
  expect(named(some, { columns: null, rows: "seed" }).cells).toEqual([
    [["8/1", "1/1"]],
    [["1/2"]],
    [["8/3", "1/3"]],
  ]);
});

test("runs that are left out take their column with them when they are all of it", () => {
  const shown = SWEEP.filter(({ name }) => !name.endsWith("3") && name !== "8/2");
  expect(named(SWEEP, crossing(SWEEP), shown)).toEqual({
    columns: ["seed 1", "seed 2"],
    rows: ["cfg scale 1", "cfg scale 8"],
    cells: [
      [["1/1"], ["1/2"]],
      [["8/1"], []],
    ],
  });
});

test("prompts are in columns by the words that not all have", () => {
  const runs = ["a red star", "a blue star"].flatMap((prompt) =>
    [1, 2].map((seed) => run("x", prompt, { seed })),
  );
  expect(crossing(runs)).toEqual({ columns: "seed", rows: "prompt" });
  expect(tableOf(runs, crossing(runs)).rows).toEqual(["red", "blue"]);
});

function withLoras(...loras: [string, number][]): Run {
  const nodes = loras.map(([lora_name, strength_model], i) => [
    String(i + 1),
    { class_type: "LoraLoader", inputs: { lora_name, strength_model, model: [String(i), 0] } },
  ]);
  const sampler = { class_type: "KSampler", inputs: { model: [String(loras.length), 0] } };
  return run("x", "a star", { prompt_graph: { ...Object.fromEntries(nodes), sampler } });
}

test("LoRAs are a setting: a strength where there is but one, else names with strengths", () => {
  const strengths = [withLoras(["ink.pt", 1]), withLoras(), withLoras(["ink.pt", 0.4])];
  expect(varying(strengths)).toEqual([{ setting: "LoRA", values: [1, 0, 0.4] }]);
  expect(apart(inOrder(strengths))).toEqual(["LoRA 0", "LoRA 0.4", "LoRA 1"]);
  const choices = [withLoras(["ink.pt", 1]), withLoras(), withLoras(["ink.pt", 1], ["oil.pt", 0.5])];
  expect(apart(choices)).toEqual(["LoRA ink.pt 1", "LoRA none", "LoRA ink.pt 1, oil.pt 0.5"]);
  expect(varying([withLoras(["ink.pt", 1]), withLoras(["ink.pt", 1])])).toEqual([]);
  expect(varying([withLoras(), run("x", "a star", {})])).toEqual([]);
});
