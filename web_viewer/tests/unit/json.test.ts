import { expect, test } from "vitest";
import { parseJson, parseText } from "../../src/dataset/json.ts";

const utf8 = (text: string) => new TextEncoder().encode(text).buffer;
const rules = (text: string) => parseText(text).notes.map(({ rule }) => rule);

test("plain JSON is what JSON.parse gives", () => {
  const text =
    ' {"a": [1, -2.5e3, 0, -0, true, false, null, "é\\u00e9\\n\\"\\\\/"], "b": {}, "c": [], "": [[]]}\n';
  expect(parseText(text)).toEqual({ value: JSON.parse(text), notes: [] });
});

test("numbers that JSON does not have become null where they are values", () => {
  const { value, notes } = parseText(
    '[NaN, Infinity, -Infinity, 1e999, -1E400, "NaN, Infinity", {"NaN": 1}, NaN]',
  );
  expect(value).toEqual([null, null, null, null, null, "NaN, Infinity", { NaN: 1 }, null]);
  expect(notes.map(({ message }) => message)).toEqual([
    "NaN in 2 places; expected null",
    "Infinity in 1 place; expected null",
    "-Infinity in 1 place; expected null",
    "1e999 in 1 place; expected null",
    "-1E400 in 1 place; expected null",
  ]);
});

test("a whole number beyond 64 bits is no value, and is named", () => {
  expect(parseText(`[1${"0".repeat(400)}]`)).toEqual({
    value: [null],
    notes: [
      { rule: "json-number", message: "a whole number of 401 digits; expected one of at most 64 bits" },
    ],
  });
});

test("of repeated keys the last counts, and they are named", () => {
  const { value, notes } = parseText('{"b": 1, "a": {"x": 1, "x": 2, "x": 3}, "b": 2, "constructor": 1}');
  expect(value).toEqual({ b: 2, a: { x: 3 }, constructor: 1 });
  expect(notes.map(({ rule, message }) => [rule, message.slice(0, 7)])).toEqual([
    ["json-duplicate-key", 'key "x"'],
    ["json-duplicate-key", 'key "b"'],
  ]);
});

test("a key of any name is a key", () => {
  const { value } = parseText('{"__proto__": {"polluted": true}, "a": 1}');
  expect(Object.keys(value as object)).toEqual(["__proto__", "a"]);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect((value as Record<string, unknown>).polluted).toBeUndefined();
});

test.each([
  ["", "line 1, column 1"],
  ['{"a": 1,}', "line 1, column 9: expected a key"],
  ["[1,]", "line 1, column 4: expected a value"],
  ['{"a"\n: 01}', "line 2, column 4: expected ',' or '}'"],
  ["[1 2]", "line 1, column 4: expected ',' or ']'"],
  ['{"a" 1}', "expected ':'"],
  ['["a\nb"]', "expected a text"],
  ['["\\x"]', "expected a text"],
  ['["open', "expected a double quote"],
  ["[1] 2", "expected the end"],
  ["nul", "expected a value"],
  ["-NaN", "expected a value"],
  ["[.5]", "expected a value"],
  ["[+1]", "expected a value"],
  ["[1.]", "expected ',' or ']'"],
  ["[".repeat(20000), "nested too deeply"],
  ['{"a":'.repeat(20000), "nested too deeply"],
])("%.20j is no JSON, and the place is told", (text, told) => {
  const { value, notes } = parseText(text);
  expect(value).toBeUndefined();
  expect(notes).toMatchObject([{ rule: "json-syntax", message: expect.stringContaining(told) as string }]);
});

test("texts of any length", () => {
  const long = '"\\\n'.repeat(2_000_000);
  expect(parseText(JSON.stringify([long, "\\", '\\"'])).value).toEqual([long, "\\", '\\"']);
});

test("bytes that are no UTF-8 are told, and a byte order mark does not hide what follows", () => {
  expect(parseJson(Uint8Array.from([0x7b, 0xff, 0x7d]).buffer)).toMatchObject({
    notes: [{ rule: "json-syntax" }],
  });
  expect(parseJson(utf8('\ufeff{"a": 1}'))).toMatchObject({
    value: { a: 1 },
    notes: [{ rule: "json-syntax" }],
  });
  expect(rules("[1]")).toEqual([]);
});
