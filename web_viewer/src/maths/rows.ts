/** Rows of a table: in the order of a column, and in groups by one. */
import { rankOf, type Values } from "../bytes/values.ts";

/** Rows in the order of a column; those without a value come last, and equal ones keep their order. */
export function sorted(rows: Uint32Array, values: Values, descending: boolean): Uint32Array {
  const ranks = Float64Array.from(rows, (row) => rankOf(values, row));
  const order = Uint32Array.from(rows, (_, i) => i);
  const sign = descending ? -1 : 1;
  order.sort((a, b) => {
    const [one = NaN, other = NaN] = [ranks[a], ranks[b]];
    if (Number.isNaN(one) || Number.isNaN(other))
      return Number(Number.isNaN(one)) - Number(Number.isNaN(other)) || a - b;
    return sign * (one - other) || a - b;
  });
  return order.map((at) => rows[at] ?? 0);
}

/** Rows that have the same value. */
export interface Group {
  /** null for rows without a value. */
  readonly value: number | string | null;
  readonly rows: Uint32Array;
}

/** Rows by their value in a column, in the order of the values; within a group they keep their order. */
export function grouped(rows: Uint32Array, values: Values): readonly Group[] {
  const members = new Map<number, number[]>();
  for (const row of rows) {
    const rank = rankOf(values, row);
    const known = members.get(rank);
    if (known) known.push(row);
    else members.set(rank, [row]);
  }
  const ranks = [...members.keys()].sort(
    (a, b) => Number(Number.isNaN(a)) - Number(Number.isNaN(b)) || a - b,
  );
  return ranks.map((rank) => {
    const text = values.kind === "texts" ? (values.texts[rank] ?? null) : rank;
    return { value: Number.isNaN(rank) ? null : text, rows: Uint32Array.from(members.get(rank) ?? []) };
  });
}

/** The mean of numbers over rows that have one; NaN if none has. */
export function meanOf(rows: Uint32Array, numbers: Float64Array): number {
  let [sum, count] = [0, 0];
  for (const row of rows) {
    const value = numbers[row] ?? NaN;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}
