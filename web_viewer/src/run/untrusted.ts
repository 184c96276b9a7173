/** Careful access to parsed JSON: every value of a run may be of any kind. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** Whole numbers beyond it are not the same in every reader of JSON. */
const LARGEST = 2 ** 53;
/** Characters of a value that a message shows. */
const SHOWN = 60;
const EMPTY: JsonObject = Object.freeze({});

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value if it is an object, else an empty one. */
export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : EMPTY;
}

/** The value if it is a list, else an empty one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** The value if it is a text, else null. */
export function asText(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** The value if it is a whole number of at least `low`, else null. */
export function asInt(value: unknown, low = 0): number | null {
  return typeof value === "number" && Number.isInteger(value) && value >= low && value <= LARGEST
    ? value
    : null;
}

/** The value if it is a number, else null. Numbers too large for one are read as the largest, and are none. */
export function asNumber(value: unknown): number | null {
  return typeof value === "number" && Math.abs(value) < Number.MAX_VALUE ? value : null;
}

/** A list of whole numbers of at least `low`, or null if it is empty or holds anything else. */
export function asSizes(value: unknown, low = 1): readonly number[] | null {
  const sizes = asList(value).map((item) => asInt(item, low));
  return sizes.length > 0 && sizes.every((size) => size !== null) ? sizes : null;
}

/** [rows, columns], or null. */
export function asGrid(value: unknown, low = 1): readonly [number, number] | null {
  const [rows, columns, ...more] = asSizes(value, low) ?? [];
  return rows !== undefined && columns !== undefined && more.length === 0 ? [rows, columns] : null;
}

/** A value as a message shows it: as JSON, short, control characters escaped. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 1)}…`;
}

/** Whether two values are the same JSON, whatever the order of their keys. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => same(item, b[i]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]))
  );
}
