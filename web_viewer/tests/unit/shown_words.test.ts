/** What a panel on a node chooses by itself: words that are shown, and the step that it rests at. */
import { expect, test } from "vitest";
import { wordColour } from "../../src/drawing/colours.ts";
import { byWeight, fitting, saysLittle } from "../../src/host/shownWords.ts";
import { passHeight, runHeight } from "../../src/host/nodeFit.ts";
import { restStep } from "../../src/host/playOnce.ts";
import { matches } from "../../src/host/WordList.tsx";
import type { Term } from "../../src/run/terms.ts";
import type { AttentionMap, Run } from "../../src/run/types.ts";

const words = (texts: string): readonly Term[] =>
  texts
    .split(" ")
    .map((text, index) => ({ condition: "c0", index, kind: "word" as const, text, tokens: [index] }));
const texts = (terms: readonly Term[]) => terms.map((term) => term.text).join(" ");

/** Two cells, with a share for each token in the first, and a tenth everywhere. */
const mapOf = (...shares: number[]) =>
  ({
    entry: { grid: [1, 2] },
    values: Float32Array.from(shares.flatMap((share) => [0.1 + share, 0.1])),
  }) as unknown as AttentionMap;

test("kept words come first, then by concentration, function words and marks last", () => {
  const terms = words("a red circle , blue");
  const map = mapOf(0.5, 0.1, 0.3, 0.6, 0.2);
  expect(texts(byWeight(terms, map, () => false))).toBe("circle blue red , a");
  expect(texts(byWeight(terms, map, ({ text }) => text === "a"))).toBe("a circle blue red ,");
  expect(["of", "The", "a#2", ",", "::"].map((text) => saysLittle({ text } as Term))).not.toContain(false);
  expect(["on-fire", "1girl", "赤"].map((text) => saysLittle({ text } as Term))).not.toContain(true);
});

test("the words that matter most stay, in the order of the prompt, with room for the others' chip", () => {
  const terms = words("a red circle above blue");
  const ordered = [2, 4, 1, 3, 0].flatMap((i) => terms[i] ?? []);
  const shown = (width: number, lines = 1) => texts(fitting(terms, ordered, () => 40, width, lines, 30));
  expect(shown(5 * 40 + 4 * 4)).toBe("a red circle above blue");
  expect(shown(5 * 40 + 4 * 4 - 1)).toBe("red circle above blue");
  expect(shown(2 * 44 + 30)).toBe("circle blue");
  expect(shown(2 * 40 + 4, 2)).toBe("red circle blue");
  expect(shown(10)).toBe("");
});

test("a list of words is searched by text or by a regular expression", () => {
  expect(matches("Blue", "lu")).toBe(true);
  expect(matches("blue", "/^b.*e$/")).toBe(true);
  expect(matches("blue", "/^B")).toBe(true);
  expect(matches("blue", "/(/")).toBe(false);
});

test("a pass rests half of the way in the logarithm of its noise", () => {
  expect(restStep([100, 50, 10, 1], 4)).toBe(2);
  expect(restStep([100, 10, 9, 0], 4)).toBe(1); // half of the way from 100 to 9
  expect(restStep(null, 20)).toBe(9);
  expect(restStep([3], 1)).toBe(0);
  expect(restStep([1, 0.8, 0.45, 0.1], 4, true)).toBe(2); // as much noise as picture
  expect(restStep([5, 5], 2)).toBe(0);
});

test("a panel is as high as its width and the picture's shape ask for", () => {
  const run = (width: number, height: number) => ({ generator: { width, height } }) as unknown as Run;
  const square = passHeight(332, null);
  expect(passHeight(332, run(512, 512))).toBe(square);
  expect(passHeight(332, run(512, 768)) - square).toBe(160);
  expect(passHeight(332, run(100, 1000))).toBe(passHeight(332, run(100, 160)));
  expect(runHeight()).toBe(150);
});

test("words that name a colour have it, in any case and as a second one", () => {
  expect(wordColour(2, "Red")).toBe(wordColour(7, "red#2"));
  expect(wordColour(2, "red")).not.toBe(wordColour(2));
  expect(wordColour(2, "circle")).toBe(wordColour(2));
});
