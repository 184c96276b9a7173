/** The values of a column of a table, kept so that sorting, filtering and grouping 100 000 of them takes no time. */

export type Cell = null | boolean | number | bigint | string | Date | readonly Cell[];

/** Numbers; NaN where there is none. Or texts: each by its place among the different ones in their order, -1 where there is none. */
export type Values =
  | { readonly kind: "numbers"; readonly numbers: Float64Array }
  | { readonly kind: "texts"; readonly codes: Int32Array; readonly texts: readonly string[] };

/** Whole numbers that a double can't hold, as seeds may be, are kept as texts in the order of numbers. */
export function valuesOf(cells: readonly Cell[]): Values {
  const whole = cells.some((cell) => typeof cell === "bigint" && !Number.isSafeInteger(Number(cell)));
  const numeric = !whole && cells.every((c) => c === null || typeof c === "number" || typeof c === "bigint");
  if (numeric && cells.some((cell) => cell !== null))
    return {
      kind: "numbers",
      numbers: Float64Array.from(cells, (cell) => (cell === null ? NaN : Number(cell))),
    };
  const places = new Map<string, number>();
  const codes = Int32Array.from(cells, (cell) => {
    if (cell === null) return -1;
    const text = spelled(cell);
    const place = places.get(text) ?? places.size;
    if (place === places.size) places.set(text, place);
    return place;
  });
  const found = [...places.keys()];
  const texts = whole ? found.sort(byNumber) : found.sort();
  const order = new Int32Array(texts.length);
  texts.forEach((text, i) => (order[places.get(text) ?? 0] = i));
  return { kind: "texts", codes: codes.map((code) => (code < 0 ? -1 : (order[code] ?? -1))), texts };
}

/** A value as a text; moments so that their texts have their order. */
export function spelled(cell: Cell): string {
  if (cell === null) return "–";
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  if (cell instanceof Date) return cell.toISOString().slice(0, 19).replace("T", " ");
  return Array.isArray(cell) ? cell.map((one: Cell) => spelled(one)).join(", ") : String(cell);
}

function byNumber(a: string, b: string): number {
  const [one, other] = [BigInt(a), BigInt(b)];
  return one < other ? -1 : Number(one > other);
}

/** The number of a row, or of a text its place in the order; NaN where there is none. */
export function rankOf(values: Values, row: number): number {
  if (values.kind === "numbers") return values.numbers[row] ?? NaN;
  const code = values.codes[row] ?? -1;
  return code < 0 ? NaN : code;
}

/** The text of a row; null where there is none, or where the column holds numbers. */
export function textOf(values: Values | undefined, row: number): string | null {
  return values?.kind === "texts" ? (values.texts[values.codes[row] ?? -1] ?? null) : null;
}
