import { expect, test } from "vitest";
import { ReadError } from "../../src/run/errors.ts";
import { addressOf, safePath } from "../../src/dataset/paths.ts";

const UNSAFE = [
  "",
  "/a",
  "//host/a",
  "a/../b",
  "..",
  ".",
  "./a",
  "a//b",
  "a/",
  "C:/a",
  "C:a",
  "http://host/a",
  "a\\b",
  "\\\\host\\a",
  "a\0b",
];

test.each([...UNSAFE, null, 3, ["a"], { length: 1 }])("%j is no path within a run", (path) => {
  expect(safePath(path)).toBe(false);
});

test.each(UNSAFE)("no address is made of %j", (path) => {
  expect(() => addressOf("http://host/runs/a/", path)).toThrow(ReadError);
});

test.each([
  ["images/step_000.png", "images/step_000.png"],
  ["my run..1/a.bin", "my%20run..1/a.bin"],
  ["a?b/c#d", "a%3Fb/c%23d"],
  ["%2e%2e/%2E%2e/secret", "%252e%252e/%252E%252e/secret"],
  ["..%2fsecret", "..%252fsecret"],
  ["@host/a", "%40host/a"],
  ["é/ä", "%C3%A9/%C3%A4"],
  ["javascript", "javascript"],
])("the address of %j stays within the run", (path, escaped) => {
  for (const base of ["http://host/runs/a", "http://host/runs/a/", "http://host/runs/a/?x=/../#y"]) {
    expect(addressOf(base, path).href).toBe(`http://host/runs/a/${escaped}`);
  }
});

test("half of a surrogate pair names no file", () => {
  expect(() => addressOf("http://host/", "\ud800")).toThrow(ReadError);
});
