/** Values of a table as people read them. */
import { textOf, type Values } from "../bytes/values.ts";
import { readable } from "../text/numbers.ts";

/** Undefined where the row is still being read. */
export function cellText(values: Values | undefined, row: number): string | undefined {
  if (!values) return undefined;
  if (values.kind === "texts") return row < values.codes.length ? (textOf(values, row) ?? "–") : undefined;
  const value = values.numbers[row];
  return value === undefined ? undefined : numberText(value);
}

/** Whole numbers in full, others by three digits, of which zeros at the end say nothing. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return String(value).replace("-", "−");
  const text = readable(value);
  return /^[^e]*\.[^e]*$/.test(text) ? text.replace(/\.?0+$/, "") : text;
}
