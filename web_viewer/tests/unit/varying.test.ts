/** What sets several runs apart. */
import { expect, test } from "vitest";
import { apart, inOrder, ownWords, varying } from "../../src/maths/varying.ts";
import type { Run } from "../../src/run/types.ts";

function run(name: string, prompt: string, settings: Record<string, unknown>): Run {
  const words = prompt.split(" ").map((text, i) => ({ text, tokens: [i + 1] }));
  const condition = { id: "c0", polarity: "positive", text: prompt, words };
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
