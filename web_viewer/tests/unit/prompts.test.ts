/** Two prompts, word by word. */
import { expect, test } from "vitest";
import { diffWords } from "../../src/maths/promptDiff.ts";

const words = (text: string) => text.split(" ").filter(Boolean);
const marked = (a: string, b: string) =>
  diffWords(words(a), words(b))
    .map(({ text, side }) => (side === "both" ? text : `${side}:${text}`))
    .join(" ");

test.each([
  ["a red circle", "a red circle", "a red circle"],
  ["a red circle, photo style", "a red circle, cartoon style", "a red circle, a:photo b:cartoon style"],
  ["a b c d", "b d e", "a:a b a:c d b:e"],
  ["", "a cat", "b:a b:cat"],
  ["a cat", "", "a:a a:cat"],
  ["", "", ""],
  ["the the cat", "the cat", "a:the the cat"],
])("%j beside %j", (a, b, expected) => {
  expect(marked(a, b)).toBe(expected);
});

test("both prompts can be read off the parts", () => {
  const [a, b] = [words("one two three two one"), words("two one three one two")];
  const parts = diffWords(a, b);
  expect(parts.filter((p) => p.side !== "b").map((p) => p.text)).toEqual(a);
  expect(parts.filter((p) => p.side !== "a").map((p) => p.text)).toEqual(b);
});
