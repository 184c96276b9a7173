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

/** Whole numbers in full, others by three digits. */
export function numberText(value: number): string {
  return Number.isInteger(value) ? String(value).replace("-", "−") : readable(value);
}
