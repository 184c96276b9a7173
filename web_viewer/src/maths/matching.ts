/** Filters of a table's columns, as people type them. */
import type { Values } from "../bytes/values.ts";

/** Of rows without a value. */
export const NO_VALUE = "–";

const NUMBER = String.raw`[-−+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`;
const RANGE = new RegExp(`^(${NUMBER})?\\s*(?:\\.\\.|…)\\s*(${NUMBER})?$`, "i");
const BOUND = new RegExp(`^(<=|>=|≤|≥|<|>|=)?\\s*(${NUMBER})$`, "i");

/** Whether a row is kept; null where the filter can't be read. */
export type Matches = ((row: number) => boolean) | null;

/**
 * What a filter keeps of a column. Numbers: `7`, `3..7`, `>= 3`. Texts: those that contain it, or with quotation marks around
 * it are it. Both: `–` for rows without a value. An empty filter keeps all.
 *
 * @param compared a text as it is compared, such as without its case.
 */
export function matching(values: Values, filter: string, compared: (text: string) => string): Matches {
  const wanted = filter.trim();
  if (wanted === "") return () => true;
  if (values.kind === "numbers") {
    const { numbers } = values;
    const within = wanted === NO_VALUE ? Number.isNaN : bounds(wanted);
    return within && ((row) => within(numbers[row] ?? NaN));
  }
  const { codes, texts } = values;
  if (wanted === NO_VALUE) return (row) => (codes[row] ?? -1) < 0;
  const exact = /^"(.*)"$/s.exec(wanted)?.[1];
  const part = compared(wanted);
  const kept = texts.map((text) => (exact === undefined ? compared(text).includes(part) : text === exact));
  return (row) => kept[codes[row] ?? -1] ?? false;
}

function bounds(wanted: string): ((value: number) => boolean) | null {
  const number = (text: string) => Number(text.replace("−", "-"));
  const range = RANGE.exec(wanted);
  if (range && (range[1] ?? range[2]) !== undefined) {
    const [low, high] = [range[1] ? number(range[1]) : -Infinity, range[2] ? number(range[2]) : Infinity];
    return (value) => value >= low && value <= high;
  }
  const [, sign = "=", text] = BOUND.exec(wanted) ?? [];
  if (text === undefined) return null;
  const bound = number(text);
  switch (sign) {
    case "<":
      return (value) => value < bound;
    case ">":
      return (value) => value > bound;
    case "<=":
    case "≤":
      return (value) => value <= bound;
    case ">=":
    case "≥":
      return (value) => value >= bound;
    default:
      return (value) => value === bound;
  }
}

/** Rows of which every word of a search is in one of the texts, which are compared already: one list of texts a column. */
export function searched(
  rows: number,
  columns: readonly { readonly codes: Int32Array; readonly texts: readonly string[] }[],
  search: string,
): (row: number) => boolean {
  const words = search.split(" ").filter(Boolean);
  const found = words.map((word) => {
    const has = new Uint8Array(rows);
    for (const { codes, texts } of columns) {
      const kept = texts.map((text) => text.includes(word));
      for (let row = 0; row < rows; row++) if (kept[codes[row] ?? -1]) has[row] = 1;
    }
    return has;
  });
  return (row) => found.every((has) => has[row] === 1);
}
