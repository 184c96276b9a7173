/** Effects of words: which word a choice is, which step is near, and files of effects that are whole or damaged. */
import { expect, test } from "vitest";
import { openRun } from "../../src/dataset/open.ts";
import { findEffect, nearestEffects, whyNoEffect } from "../../src/run/effects.ts";
import { termsOf } from "../../src/run/terms.ts";
import type { Condition, EffectWord, Run } from "../../src/run/types.ts";
import { agreement } from "../../src/maths/agreement.ts";
import { fixture, fixtureRun } from "./fixtures.ts";
import { folderOnDisk } from "./folder_on_disk.ts";

async function open(name: string): Promise<Run> {
  const { run } = await openRun(folderOnDisk(fixtureRun(name)));
  if (!run) throw new Error("it does not open");
  return run;
}

interface Golden {
  readonly effects: { readonly words: [string, number[]][]; readonly maps: Record<string, number[][]> };
  readonly agreements: [number[][], number[][], number | null][];
}
const golden = fixture<{ maths: Golden }>("golden.json").maths;

test("effects are read as Python reads them, without what is not above the noise floor", async () => {
  const run = await open("valid-effects");
  expect(run.effectWords.map(({ text, tokens }) => [text, tokens.get("c0")])).toEqual(golden.effects.words);
  expect(run.effectSteps.map(String)).toEqual(Object.keys(golden.effects.maps));
  for (const [step, maps] of Object.entries(golden.effects.maps)) {
    expect(run.peekEffects(Number(step))).toBeUndefined();
    const effects = await run.effects(Number(step));
    expect(effects).toMatchObject({ step: Number(step), grid: [16, 16], problem: null });
    expect(effects?.words.map((map) => [...map])).toEqual(maps);
    expect(run.peekEffects(Number(step))).toBe(effects);
  }
  expect(await run.effects(1)).toBeNull();
  const norms = run.metrics.words.get("effect_l2_norm");
  expect(norms?.map((of) => of?.length ?? null)).toEqual([4, null, 4, 4]);
  run.close();
  expect(run.peekEffects(0)).toBeUndefined();
});

test("effects below 0 are told when they are read, and shown as none", async () => {
  const run = await open("case-effect-values--negative/run");
  expect([...run.problems, ...(await run.check())]).toEqual([]);
  const effects = await run.effects(2);
  expect(effects?.problem).toMatchObject({ rule: "effect-values", where: "effects/step_002.bin" });
  expect(effects?.words.every((map) => map.every((value) => value === 0))).toBe(true);
});

test("files that can't hold the words are told, and not shown", async () => {
  const run = await open("case-effect-map--words/run");
  expect(run.problems).toMatchObject([{ rule: "effect-map", where: "metadata.json: effect_files[0].shape" }]);
  expect(run.effectSteps).toEqual([2, 3]);
});

const condition = {
  id: "c0",
  tokens: ["", "a", "red", "circle", "a", "circle", ""],
  words: ["a", "red", "circle", "a", "circle"].map((text, i) => ({ text, tokens: [i + 1] })),
  unrecorded: [],
  special: [true, false, false, false, false, false, true],
} as unknown as Condition;
const words = [
  ["a", [1, 4]],
  ["red circle", [2, 3]],
  ["circle#2", [5]],
].map(([text, tokens]) => ({ text, tokens: new Map([["c0", tokens]]) })) as unknown as EffectWord[];
const terms = (...places: number[]) => termsOf(condition).filter(({ index }) => places.includes(index));

test("a choice is a measured word by its tokens, or a word that was removed everywhere", () => {
  expect(findEffect(words, terms(0))).toBe(0); // the first of two
  expect(findEffect(words, terms(3))).toBe(0); // the second
  expect(findEffect(words, terms(0, 3))).toBe(0);
  expect(findEffect(words, terms(1, 2))).toBe(1);
  expect(findEffect(words, terms(1))).toBeNull();
  expect(findEffect(words, terms(2))).toBeNull(); // part of a phrase, and another one than the second
  expect(findEffect(words, terms(4))).toBe(2);
  expect(findEffect(words, [])).toBeNull();
});

test("what was not measured is said, with what was", () => {
  const run = { effectWords: words, effectSteps: [0] } as unknown as Run;
  expect(whyNoEffect(run, terms(0))).toBe("");
  expect(whyNoEffect(run, terms(1))).toBe(
    "The effect of red was not measured. Measured: a, red circle, circle#2.",
  );
  expect(whyNoEffect(run, terms(0, 1))).toMatch(/^The effect of a \+ red together was not measured, and/);
  expect(whyNoEffect({ ...run, effectSteps: [] }, terms(0))).toMatch(/^No step has effects of words yet/);
});

test("of two steps that are as near, the earlier is shown", () => {
  const near = (step: number) => nearestEffects({ effectSteps: [0, 4, 8, 9] }, step);
  expect([0, 1, 2, 3, 6, 7, 9, 20].map(near)).toEqual([0, 0, 0, 4, 4, 8, 9, 9]);
  expect(nearestEffects({ effectSteps: [] }, 3)).toBeNull();
});

test("agreement is Pearson's correlation over the coarser grid, as numpy has it", () => {
  const placed = (map: number[][]) => ({
    values: Float32Array.from(map.flat()),
    grid: [map.length, map[0]?.length ?? 0] as const,
  });
  expect(golden.agreements.length).toBeGreaterThan(3);
  for (const [a, b, r] of golden.agreements) {
    const found = agreement(placed(a), placed(b));
    if (r === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(r, 5);
  }
});
