import bounds from "../../../diffulizer/format/concentration.json";
import type { AttentionMap } from "../run/types.ts";

/**
 * How much each cell attends to a group of tokens, such as a word's: the sum over them.
 *
 * @param map a cross map, [T, r, c]. Tokens that it does not have count as 0.
 * @returns [r, c].
 */
export function termMap(map: AttentionMap, tokens: readonly number[]): Float32Array {
  return sumOver(map.values, map.entry.grid[0] * map.entry.grid[1], tokens);
}

/** The sum over some tokens of [T, cells] values. */
export function sumOver(values: Float32Array, cells: number, tokens: readonly number[]): Float32Array {
  const sum = new Float32Array(cells);
  for (const token of tokens) {
    const one = values.subarray(token * cells, (token + 1) * cells);
    for (let i = 0; i < one.length; i++) sum[i] = (sum[i] ?? 0) + (one[i] ?? 0);
  }
  return sum;
}

export interface Ranked {
  /** Of the group among those asked for. */
  readonly index: number;
  /** Of the cells' attention, 0 to 1. */
  readonly share: number;
}

/**
 * Groups of tokens by how much some cells attend to them on average, most first; of equals the earlier first.
 *
 * @param map a cross map, [T, r, c].
 * @param groups tokens of each word, or of each single token.
 * @param cells at least one, row by row.
 */
export function rankAt(
  map: AttentionMap,
  groups: readonly (readonly number[])[],
  cells: readonly number[],
): readonly Ranked[] {
  const [rows, columns] = map.entry.grid;
  const at = (token: number) =>
    cells.reduce((sum, cell) => sum + (map.values[token * rows * columns + cell] ?? 0), 0) / cells.length;
  return groups
    .map((tokens, index) => ({ index, share: tokens.reduce((sum, token) => sum + at(token), 0) }))
    .sort((a, b) => b.share - a.share);
}

/** Where some query cells of a self-attention map [queries, keys] look on average: a value for each key. */
export function meanRow({ values, entry: { grid } }: AttentionMap, queries: readonly number[]): Float32Array {
  const keys = grid[0] * grid[1];
  const mean = new Float32Array(keys);
  for (const query of queries)
    values.subarray(query * keys, (query + 1) * keys).forEach((value, key) => {
      mean[key] = (mean[key] ?? 0) + value / queries.length;
    });
  return mean;
}

/** How much the whole picture attends to each group of tokens: the mean over cells of its map. */
export function termMeans(map: AttentionMap, groups: readonly (readonly number[])[]): Float32Array {
  return Float32Array.from(groups, (tokens) => mean(termMap(map, tokens)));
}

/**
 * How clearly a layer sees words: the variance over the picture of the attention to them, for its mean (the index of
 * dispersion). A layer that gives a part s of its attention to the words in some places and none elsewhere has s times the
 * share of the other places. docs/faithfulness.md holds it against other measures. Held to `clearness` of Python by its
 * values.
 *
 * @param values [r, c], such as `termMap` returns.
 */
export function clearness(values: Float32Array): number {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return squares / values.length / Math.max(centre, 1e-12);
}

/**
 * How much attention a word or tag gets in few places, from 0 (the same everywhere) towards 1, on a fixed scale: d / (d + middle)
 * of its `clearness` d over the cells that do not lie in corners. Held to `concentration` of Python by its values.
 *
 * @param values [r, c], such as `termMap` returns; only of words, not of start, end and padding.
 */
export function concentration(values: Float32Array, [rows, columns]: readonly [number, number]): number {
  const kept = values.filter(
    (_, i) => !(isAtEdge(Math.floor(i / columns), rows) && isAtEdge(i % columns, columns)),
  );
  const dispersion = clearness(kept);
  return dispersion / (dispersion + bounds.middle);
}

function isAtEdge(place: number, side: number): boolean {
  const depth = side >= 4 ? Math.max(1, Math.floor(side * bounds.corner)) : 0;
  return place < depth || place >= side - depth;
}

export function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
