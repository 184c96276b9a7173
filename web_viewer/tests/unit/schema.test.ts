import { expect, test } from "vitest";
import { KEYWORDS, schemaErrors } from "../../src/dataset/check/json_schema.ts";
import { SCHEMAS } from "../../src/dataset/check/schema.ts";
import { isObject, type JsonObject } from "../../src/dataset/untrusted.ts";

/** Keys that hold schemas by a name that is no keyword. */
const NAMED = ["properties", "$defs"];

/** Every keyword that a schema uses. */
function keywordsOf(schema: JsonObject): string[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const schemas = NAMED.includes(keyword) ? Object.values(value as JsonObject) : [value].flat();
    return [keyword, ...schemas.filter(isObject).flatMap(keywordsOf)];
  });
}

test("every keyword of the schemas is known", () => {
  for (const { $defs } of Object.values(SCHEMAS)) {
    expect(keywordsOf({ $defs }).filter((keyword) => !KEYWORDS.includes(keyword))).toEqual([]);
  }
});

test("errors name the keyword, the place and what was expected", () => {
  const schema = {
    $defs: {
      list: {
        type: "array",
        prefixItems: [{ enum: ["a"] }],
        items: { type: ["integer", "null"], minimum: 1 },
        maxItems: 4,
      },
      whole: {
        type: "object",
        required: ["a", "b"],
        properties: { a: { $ref: "#/$defs/list" }, c: { pattern: "^c\\d$", minLength: 1 } },
        additionalProperties: { const: 1 },
      },
    },
  };
  const errors = schemaErrors(schema, "whole", { a: ["b", 0, 4.0, 1.5, null], c: "x", d: true });
  const told = errors.map(({ keyword, path, expected }) => [keyword, path.join("/"), expected]);
  expect(told).toEqual([
    ["required", "", "b"],
    ["enum", "a/0", ["a"]],
    ["minimum", "a/1", 1],
    ["type", "a/3", ["integer", "null"]],
    ["maxItems", "a", 4],
    ["pattern", "c", "^c\\d$"],
    ["const", "d", 1],
  ]);
});
