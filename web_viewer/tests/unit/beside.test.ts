/** Two runs on disk beside each other: what the panels show of both is what `diffulizer compare` says of them. */
import { describe, expect, test } from "vitest";

import { openRun } from "../../src/dataset/open.ts";
import { alignmentOf } from "../../src/maths/align.ts";
import { cellWithin, cellsWithin, tokenMaps } from "../../src/maths/areas.ts";
import { compareMaps } from "../../src/maths/divergence.ts";
import { diffWords } from "../../src/maths/promptDiff.ts";
import {
  besideTerms,
  changedWords,
  commonWords,
  differenceOf,
  soleWords,
  wordsDifferences,
  wordsMap,
} from "../../src/maths/beside.ts";
import { changesOf, verdictOf } from "../../src/maths/verdict.ts";
import { measure, spread } from "../../src/reading/measured.ts";
import { layersOf, sameLayer } from "../../src/run/layers.ts";
import { folded, type Term, termsOf } from "../../src/run/terms.ts";
import { findTags, looksLikeTags, matchingTags, stillChosen } from "../../src/run/tags.ts";
import { asCompared, asRead } from "../../src/run/typed.ts";
import type { AttentionMap, Condition, Place, Run } from "../../src/run/types.ts";
import { fixture, fixturePath } from "./fixtures.ts";
import { folderOnDisk } from "./folder_on_disk.ts";

interface Beside {
  /** By array, of each step. */
  readonly cosines: Record<"latent" | "x0", readonly (number | null)[]>;
  readonly evaluated: readonly number[];
  /** By layer, the divergence between tokens at each step. */
  readonly layers: Record<string, readonly (number | null)[]>;
  /** By layer and word of both, how far the places it is attended to are apart at each step. */
  readonly moved: Record<string, Record<string, readonly (number | null)[]>>;
  readonly words: readonly (readonly [string, string])[];
  readonly common: Record<string, readonly [readonly number[], readonly number[]]>;
  /** Words of A and of B, by their numbers, that were changed into each other. */
  readonly changed: readonly (readonly [readonly number[], readonly number[]])[];
  /** By layer, the difference at the last step of each of these. */
  readonly changed_differences: Record<string, readonly (readonly (readonly number[])[])[]>;
  readonly settings: readonly (readonly [string, unknown, unknown])[];
  /** By layer and word, the difference at the last step. */
  readonly differences: Record<string, Record<string, readonly (readonly number[])[]>>;
  /** The verdict's sentences. */
  readonly verdict: readonly string[];
}

interface Prompts {
  readonly a: readonly string[];
  readonly b: readonly string[];
  readonly parts: readonly (readonly [string, string])[];
}

interface Tagged {
  readonly prompt: string;
  readonly words: readonly string[];
  readonly tags: readonly (readonly [string, readonly number[]])[];
  readonly looks: boolean;
  readonly found: Readonly<Record<string, readonly string[]>>;
  readonly chosen: readonly string[];
}

const golden = fixture<{
  runs: Record<string, Beside>;
  folded: Record<string, string>;
  prompts: readonly Prompts[];
  typed: Record<string, readonly [string, string]>;
  tags: readonly Tagged[];
  chosen: readonly string[];
}>("pairs.json");

async function open(name: string, side: string): Promise<Run> {
  const { run } = await openRun(folderOnDisk(fixturePath(`pairs/${name}/${side}`)));
  if (!run) throw new Error(`the run ${name}/${side} can't be opened`);
  return run;
}

function prompt(run: Run): Condition {
  const [condition] = run.conditions;
  if (!condition) throw new Error("the run has no prompt");
  return condition;
}

async function mapOf(run: Run, layer: string, step: number): Promise<AttentionMap> {
  const entry = run.mapEntry(layer, step);
  if (!entry) throw new Error(`the run has no map of ${layer} at ${String(step)}`);
  return run.map(entry);
}

function expectNear(found: number | null | undefined, value: number | null): void {
  if (value === null) expect(found).toBeNull();
  else expect(found).toBeCloseTo(value, 6);
}

describe.each(Object.entries(golden.runs))("%s", (name, expected) => {
  test("attention parts in each layer and at each step", async () => {
    const [a, b] = [await open(name, "a"), await open(name, "b")];
    const layers = layersOf(a, "cross");
    expect(layers.map((layer) => layer.name)).toEqual(Object.keys(expected.layers));
    for (const layer of layers) {
      const theirs = sameLayer(b, layer);
      const values = expected.layers[layer.name] ?? [];
      for (const [step, value] of values.entries()) {
        const map = await mapOf(a, layer.id, step);
        const other = await mapOf(b, theirs?.id ?? "", expected.evaluated[step] ?? NaN);
        const words = [...commonWords(prompt(a), prompt(b)).values()];
        const found = compareMaps(
          tokenMaps(a, a.conditions[0], map),
          tokenMaps(b, b.conditions[0], other),
          words,
        );
        const nats = [found.tokens, ...found.words];
        const wanted = [
          value,
          ...Object.values(expected.moved[layer.name] ?? {}).map((of) => of[step] ?? null),
        ];
        expect(nats.length).toBe(wanted.length);
        nats.forEach((found, i) => {
          expectNear(found, wanted[i] ?? null);
        });
      }
    }
  });

  test("the prompts’ words, and those of both", async () => {
    const [a, b] = [await open(name, "a"), await open(name, "b")];
    const parts = wordsDifferences(a.conditions[0], b.conditions[0]);
    expect(parts.map(({ text, side }) => [text, side])).toEqual(expected.words);
    expect(Object.fromEntries(commonWords(prompt(a), prompt(b)))).toEqual(expected.common);
  });

  test("the settings, and nodes of the graphs", async () => {
    const found = changesOf(await open(name, "a"), await open(name, "b"));
    expect(found.map(({ setting, a, b }) => [setting, a, b])).toEqual(expected.settings);
  });

  test("the verdict", async () => {
    const [a, b] = [await open(name, "a"), await open(name, "b")];
    const measured = await measure(a, b, "sigma");
    expect(measured.whole).toBe(true);
    for (const array of ["latent", "x0"] as const)
      measured.cosines?.[array].forEach((angle, step) => {
        const wanted = expected.cosines[array][step];
        if (typeof wanted === "number") expect(angle).toBeCloseTo(wanted, 5);
        else expect(angle).toBeNull();
      });
    expect(verdictOf(a, b, alignmentOf(a, b, "sigma"), measured)).toEqual(expected.verdict);
  });

  test("where a word is attended to more", async () => {
    const [a, b] = [await open(name, "a"), await open(name, "b")];
    const step = a.steps - 1;
    for (const [layerName, words] of Object.entries(expected.differences)) {
      const layer = layersOf(a, "cross").find((l) => l.name === layerName);
      if (!layer) throw new Error(`the run lacks ${layerName}`);
      const map = await mapOf(a, layer.id, step);
      const other = await mapOf(b, sameLayer(b, layer)?.id ?? "", expected.evaluated[step] ?? NaN);
      const differs = (selected: readonly Term[], rows: readonly (readonly number[])[]) => {
        const [mine, theirs] = besideTerms(selected, prompt(a), prompt(b));
        const { values, grid } = differenceOf(
          wordsMap(a, prompt(a), map, mine),
          wordsMap(b, prompt(b), other, theirs),
        );
        expect(grid).toEqual([rows.length, rows[0]?.length]);
        rows.flat().forEach((value, i) => {
          expect(values[i]).toBeCloseTo(value, 5);
        });
      };
      const all = termsOf(prompt(a)).filter(({ kind }) => kind === "word");
      const changed = new Set(expected.changed.flatMap(([mine]) => mine));
      for (const [word, rows] of Object.entries(words)) {
        const same = all.filter(({ index }) => folded(prompt(a).words[index]?.text ?? "") === word);
        const first = same.find(({ index }) => !changed.has(index));
        if (first) differs([first], rows);
      }
      (expected.changed_differences[layerName] ?? []).forEach((rows, i) => {
        differs(
          all.filter(({ index }) => expected.changed[i]?.[0].includes(index)),
          rows,
        );
      });
    }
  });

  test("the words that were changed into each other", async () => {
    const [a, b] = [await open(name, "a"), await open(name, "b")];
    expect(changedWords(prompt(a), prompt(b)).map((pair) => [pair.a, pair.b])).toEqual(expected.changed);
  });
});

test("words that only one prompt has have no counterpart, and are listed", async () => {
  const [a, b] = [await open("swapped", "a"), await open("swapped", "b")]; // a red circle above a blue squarish
  const words = (run: Run, indices: readonly number[]) => indices.map((i) => prompt(run).words[i]?.text);
  const sole = soleWords(prompt(a), prompt(b)).map((pair) => [words(a, pair.a), words(b, pair.b)]);
  expect(sole).toEqual([
    [["above"], []],
    [[], ["cat"]],
    [[], ["cute"]],
  ]);
  const termsNamed = (text: string) => termsOf(prompt(a)).filter((term) => term.text === text);
  const beside = (text: string) =>
    besideTerms(termsNamed(text), prompt(a), prompt(b)).map((terms) => terms.map((term) => term.text));
  expect(beside("above")).toEqual([["above"], []]);
  expect(beside("red")).toEqual([["red"], ["green"]]);
  expect(beside("a")).toEqual([
    ["a", "a#2"],
    ["a", "a#2"],
  ]);
  const start = termsOf(prompt(a)).filter(({ kind }) => kind === "start");
  expect(besideTerms(start, prompt(a), prompt(b)).map(([term]) => term?.tokens)).toEqual([[0], [0]]);
});

test("of a phrase that was changed, a part alone is compared with nothing", async () => {
  const [a, b] = [await open("reworded", "a"), await open("reworded", "b")];
  const phrase = changedWords(prompt(a), prompt(b)).find((pair) => pair.a.length > 1);
  const of = (indices: readonly number[]) =>
    termsOf(prompt(a)).filter(({ index }) => indices.includes(index));
  if (!phrase) throw new Error("no phrase was changed");
  expect(besideTerms(of(phrase.a.slice(1)), prompt(a), prompt(b))[1]).toEqual([]);
  const whole = besideTerms(of(phrase.a), prompt(a), prompt(b));
  expect(whole.map((terms) => terms.map(({ index }) => index))).toEqual([phrase.a, phrase.b]);
});

test("drawn prompts, word by word", () => {
  for (const { a, b, parts } of golden.prompts)
    expect(diffWords(a, b).map(({ text, side }) => [text, side])).toEqual(parts);
});

test("a place of the picture lies in the cells of a prompt that acts there, and in none elsewhere", async () => {
  const run = await open("apart", "b"); // rows 2 to 11, columns 4 to 11 of 16 x 16
  const cell = (x: number, y: number) => cellWithin(run, prompt(run), { x, y }, [4, 4]);
  expect(cell(4.1 / 16, 2.1 / 16)).toEqual([0, 0]);
  expect(cell(11.9 / 16, 11.9 / 16)).toEqual([3, 3]);
  expect(cell(8.1 / 16, 4.4 / 16)).toEqual([0, 2]);
  for (const [x, y] of [
    [0.1, 0.5],
    [0.9, 0.5],
    [0.5, 0.05],
    [0.5, 0.9],
  ] as const)
    expect(cell(x, y)).toBeNull();
  const whole = await open("shorter", "a");
  expect(cellWithin(whole, prompt(whole), { x: 0.1, y: 0.9 }, [4, 4])).toEqual([3, 0]);
});

test("a box lies in the cells between its corners, and in those of the area alone where a prompt acts in one", async () => {
  const whole = await open("shorter", "a");
  const cells = (run: Run, place: Place) => cellsWithin(run, prompt(run), place, [4, 4]);
  expect(cells(whole, { x: 0.1, y: 0.9 })).toEqual([12]);
  expect(cells(whole, { x: 0.3, y: 0.1, to: { x: 0.7, y: 0.3 } })).toEqual([1, 2, 5, 6]);
  const run = await open("apart", "b"); // rows 2 to 11, columns 4 to 11 of 16 x 16
  expect(cells(run, { x: 0, y: 0, to: { x: 0.99, y: 0.99 } })).toEqual([...Array(16).keys()]);
  expect(cells(run, { x: 0, y: 0, to: { x: 4.1 / 16, y: 2.1 / 16 } })).toEqual([0]);
  expect(cells(run, { x: 0.8, y: 0, to: { x: 0.9, y: 0.99 } })).toEqual([]);
});

test("prompts are compared and read as in Python", () => {
  for (const [prompt, forms] of Object.entries(golden.typed)) {
    expect([asCompared(prompt), asRead(prompt)]).toEqual(forms);
  }
});

test("tags are found, searched and kept as in Python", () => {
  expect(golden.tags.length).toBeGreaterThan(5);
  for (const { prompt, words, tags, looks, found, chosen } of golden.tags) {
    const own = findTags(prompt, words);
    expect(own.map((tag) => [tag.text, tag.words])).toEqual(tags);
    expect(looksLikeTags(own)).toBe(looks);
    for (const [query, texts] of Object.entries(found))
      expect(matchingTags(own, query).map((tag) => tag.text)).toEqual(texts);
    expect(stillChosen(own, golden.chosen).map((tag) => tag.text)).toEqual(chosen);
  }
});

test("letters lose their case as in Python", () => {
  const wrong = Object.entries(golden.folded).filter(([letter, small]) => folded(letter) !== small);
  expect(wrong).toEqual([]);
});

test("before all is read, two runs are not called equal", async () => {
  const [a, b] = [await open("same", "a"), await open("same", "b")];
  const alignment = alignmentOf(a, b, "sigma");
  const nothing = verdictOf(a, b, alignment, { cosines: null, layers: null, whole: false });
  expect(nothing).toEqual(golden.runs["same"]?.verdict.slice(0, 1));
  const measured = await measure(a, b, "sigma");
  const part = verdictOf(a, b, alignment, { ...measured, layers: null, whole: false });
  expect(part.join(" ")).toContain("stay close at every step");
  expect(part.join(" ")).not.toContain("equal:");
});

test.each([1, 2, 3, 20, 97])("of %i steps the first that are read lie all over the schedule", (steps) => {
  const order = spread(steps);
  expect([...order].sort((x, y) => x - y)).toEqual(Array.from({ length: steps }, (_, step) => step));
  const some = order.slice(0, Math.ceil(steps / 3)).sort((x, y) => x - y);
  const gaps = some.slice(1).map((step, i) => step - (some[i] ?? 0));
  expect(Math.max(0, ...gaps)).toBeLessThanOrEqual(
    Math.max(2, Math.ceil(steps / 4), steps - 1 < 3 ? steps : 0),
  );
});
