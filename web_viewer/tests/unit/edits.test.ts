import { afterEach, expect, test } from "vitest";
import texts from "../../../diffulizer/format/edits.json";
import { editedBoxes, editTitles } from "../../src/run/edits.ts";
import { setLanguage } from "../../src/text/text.ts";
import chinese from "../../public/texts/zh.json";

afterEach(() => {
  setLanguage(undefined, {});
});

const told = (...edits: readonly unknown[]) => editTitles({ generator: { edits } });

test("edits are told as edits.json has them, each of its actions", () => {
  const named = ["red", "square"].map((word) => texts.word.replace("{word}", word)).join(texts.and);
  for (const [action, title] of Object.entries(texts.actions)) {
    const expected = title.replace("{words}", named).replace("{factor}", "0.5");
    expect(told({ action, words: ["red", "square"], factor: 0.5 })).toBe(expected);
  }
  expect(told({ action: "later", words: ["red"] }, null)).toBeNull();
  const within = { action: "remove", words: ["red"], mask: { share: 0.0617, box: [0, 0, 0.5, 0.5] } };
  const edit = told({ ...within, mask: null }) ?? "";
  const expected = texts.place.replace("{edit}", edit);
  expect(told(within)).toBe(expected.replace("{share}", "6.2\u00a0%"));
  expect(told({ ...within, mask: { share: 1 } })).toBe(expected.replace("{share}", "100\u00a0%"));
});

test("edits are told in the language of the page", () => {
  setLanguage("zh", chinese);
  const all = Object.keys(texts.actions).map((action) => ({ action, words: ["red", "square"], factor: 2 }));
  expect(told(...all)).toBe(
    "去掉“red”和“square”; “red”和“square”的值被屏蔽; “red”和“square” ×2; “red”和“square”互换",
  );
  expect(told({ action: "remove", words: ["red"], mask: { share: 0.06 } })).toBe(
    "在画面的 6\u00a0% 内：去掉“red”",
  );
});

test("the boxes of masks are those that lie in the picture", () => {
  const edit = (box: unknown) => ({ action: "remove", words: ["red"], mask: { share: 0.06, box } });
  const boxes = (...all: readonly unknown[]) => editedBoxes({ generator: { edits: all } });
  const [box, ...more] = boxes(edit([0.25, 0, 0.5, 1]), { ...edit(null), mask: null });
  expect([box, more]).toEqual([
    { left: 0.25, top: 0, right: 0.5, bottom: 1, title: "without “red” in 6\u00a0% of the picture" },
    [],
  ]);
  for (const none of [null, [0, 0, 1], [0.5, 0, 0.2, 1], [0, 0, 1.5, 1], ["a", 0, 1, 1], "0011"])
    expect(boxes(edit(none))).toEqual([]);
});
