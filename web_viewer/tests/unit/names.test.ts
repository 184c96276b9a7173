/** Numbers, layers and words are called the same in figures, on the command line and here. */
import { expect, test } from "vitest";

import { layerName, whyMissing } from "../../src/run/names.ts";
import { termsOf } from "../../src/run/terms.ts";
import type { Condition, Layer, Run } from "../../src/run/types.ts";
import { mark, percent, readable } from "../../src/text/numbers.ts";
import { fixture } from "./fixtures.ts";

type Named<T> = readonly (readonly [T, string])[];
interface Terms {
  readonly tokens: readonly string[];
  readonly special: readonly boolean[];
  readonly kinds: Condition["kinds"];
  readonly words: readonly (readonly [string, readonly number[]])[];
  readonly terms: readonly (readonly [string, number, string, readonly number[]])[];
}
interface Names {
  /** What is no number stands as text. */
  readonly readable: Named<number | string>;
  readonly mark: Named<number>;
  readonly percent: Named<number>;
  readonly layers: readonly (readonly [string, readonly [string, number], number, string])[];
  readonly terms: readonly Terms[];
}

const { names } = fixture<{ names: Names }>("golden.json");

test("numbers", () => {
  expect(names.readable.map(([value]) => readable(Number(value)))).toEqual(
    names.readable.map(([, name]) => name),
  );
  expect(names.mark.map(([value]) => mark(value))).toEqual(names.mark.map(([, name]) => name));
  const told = names.percent.map(([value]) => percent(value).replace("\u00a0", " ")); // a page keeps both in one line
  expect(told).toEqual(names.percent.map(([, name]) => name));
});

test.each(names.layers)("the layer %s", (name, block, blockIndex, label) => {
  expect(layerName({ name, block, blockIndex } as unknown as Layer)).toBe(label);
});

test("why a layer has no map at a step is said by the note on that step", () => {
  const note = (where: string, reason: string) => ({ what: "cross-attention maps", where, reason });
  const run = {
    layers: [
      { id: "layer_1", name: "middle.attn2" },
      { id: "layer_10", name: "output.attn2" },
    ],
    notRecorded: [
      note("layer_1 (middle.attn2), steps 1, 4-6", "it did not run"),
      note("layer_1 (middle.attn2), step 3", "it was cut into tiles"),
      note("layer_10 (output.attn2), steps 0-9", "another layer"),
      { what: "attention", where: "all layers", reason: "compiled" },
    ],
  } as unknown as Run;
  const reasons = [0, 1, 2, 3, 5, 6, 7].map((step) => whyMissing(run, "layer_1", step).split(": ")[1]);
  const [ran, tiles, all] = ["it did not run", "it was cut into tiles", "compiled"];
  expect(reasons).toEqual([all, ran, all, tiles, ran, ran, all]);
});

test.each(names.terms)("the terms of $words", ({ tokens, special, kinds, words, terms }) => {
  const condition = {
    id: "c0",
    tokens,
    special,
    kinds,
    words: words.map(([text, places]) => ({ text, tokens: places })),
    unrecorded: [],
  } as unknown as Condition;
  expect(termsOf(condition).map(({ kind, text, tokens: of }) => [kind, text, of])).toEqual(
    terms.map(([kind, , text, of]) => [kind, text, of]),
  );
});
