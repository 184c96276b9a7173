/**
 * JSON Schema (draft 2020-12), as much of it as the schemas of a run use. A general validator is several times as
 * large as all of this reader, and either compiles code in the browser, which pages may forbid, or is slow.
 */
import { isObject, type JsonObject } from "../untrusted.ts";

type Key = string | number;

/** A value that breaks a keyword of its schema. */
export interface SchemaError {
  readonly keyword: string;
  readonly path: readonly Key[];
  readonly value: unknown;
  /** The keyword's value; for "required" the missing key. */
  readonly expected: unknown;
}

/** Every place at which a value breaks the definition `name` of a schema's $defs. */
export function schemaErrors(schema: JsonObject, name: string, value: unknown): readonly SchemaError[] {
  const walk = new Walk(schema);
  walk.visit({ $ref: `#/$defs/${name}` }, value);
  return walk.errors;
}

type Rule = (walk: Walk, expected: unknown, value: unknown, schema: JsonObject) => void;

/** What each keyword asks of a value. Keywords for other types of value do not concern it. */
const RULES: Readonly<Record<string, Rule>> = {
  $ref: (walk, name, value) => walk.visit(walk.definition(String(name)), value),
  allOf: (walk, schemas, value) => (schemas as JsonObject[]).forEach((schema) => walk.visit(schema, value)),
  type: (walk, types, value) =>
    walk.expect("type", types, value, isOfType(types as string | string[], value)),
  const: (walk, only, value) => walk.expect("const", only, value, value === only),
  enum: (walk, values, value) => walk.expect("enum", values, value, (values as unknown[]).includes(value)),
  minimum: (walk, low, value) =>
    walk.expect("minimum", low, value, !(Number(value) < Number(low)) || !isNumber(value)),
  maximum: (walk, high, value) =>
    walk.expect("maximum", high, value, !(Number(value) > Number(high)) || !isNumber(value)),
  minLength: (walk, least, value) =>
    walk.expect("minLength", least, value, typeof value !== "string" || [...value].length >= Number(least)),
  pattern: (walk, form, value) =>
    walk.expect(
      "pattern",
      form,
      value,
      typeof value !== "string" || new RegExp(String(form), "u").test(value),
    ),
  minItems: (walk, least, value) =>
    walk.expect("minItems", least, value, !Array.isArray(value) || value.length >= Number(least)),
  maxItems: (walk, most, value) =>
    walk.expect("maxItems", most, value, !Array.isArray(value) || value.length <= Number(most)),
  required: (walk, keys, value) => {
    if (!isObject(value)) return;
    for (const key of keys as string[]) walk.expect("required", key, value, Object.hasOwn(value, key));
  },
  properties: (walk, schemas, value) => {
    if (!isObject(value)) return;
    const known = schemas as Record<string, JsonObject>;
    for (const key in known) if (Object.hasOwn(value, key)) walk.visit(known[key] ?? {}, value[key], key);
  },
  additionalProperties: (walk, schema, value, { properties = {} }) => {
    if (!isObject(value)) return;
    for (const key in value) {
      if (!Object.hasOwn(properties as object, key)) walk.visit(schema as JsonObject, value[key], key);
    }
  },
  prefixItems: (walk, schemas, value) => {
    if (!Array.isArray(value)) return;
    (schemas as JsonObject[]).slice(0, value.length).forEach((schema, i) => walk.visit(schema, value[i], i));
  },
  items: (walk, schema, value, { prefixItems = [] }) => {
    if (!Array.isArray(value)) return;
    for (let i = (prefixItems as unknown[]).length; i < value.length; i++)
      walk.visit(schema as JsonObject, value[i], i);
  },
};

/** Keywords that ask nothing. */
const NOTES = ["$schema", "$id", "title", "description", "$defs"];
export const KEYWORDS: readonly string[] = [...Object.keys(RULES), ...NOTES];

const isNumber = (value: unknown) => typeof value === "number";
const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === "string",
  number: isNumber,
  integer: Number.isInteger,
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
};

function isOfType(types: string | readonly string[], value: unknown): boolean {
  return typeof types === "string"
    ? (TYPES[types]?.(value) ?? false)
    : types.some((type) => isOfType(type, value));
}

class Walk {
  readonly errors: SchemaError[] = [];
  private readonly path: Key[] = [];

  constructor(private readonly root: JsonObject) {}

  /** @param key under which the value stands in the one that is being visited; none for that value itself. */
  visit(schema: JsonObject, value: unknown, key?: Key): void {
    if (key !== undefined) this.path.push(key);
    for (const keyword in schema) RULES[keyword]?.(this, schema[keyword], value, schema);
    if (key !== undefined) this.path.pop();
  }

  /** The schema that "#/$defs/name" names. */
  definition(reference: string): JsonObject {
    return (this.root.$defs as Record<string, JsonObject>)[reference.slice("#/$defs/".length)] ?? {};
  }

  expect(keyword: string, expected: unknown, value: unknown, kept: boolean): void {
    if (!kept) this.errors.push({ keyword, path: [...this.path], value, expected });
  }
}
