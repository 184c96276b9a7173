/** The cells that matter most in a map. Grids are [rows, columns], values in row-major order and not below 0. */
import type { Grid } from "./resample.ts";

/** The fewest cells that hold half of a map together, strongest first; none of a map of zeros. */
export function halfOf(values: ArrayLike<number>): readonly boolean[] {
  const all = Array.from(values);
  const total = all.reduce((sum, value) => sum + value, 0);
  const within = all.map(() => false);
  let held = 0;
  for (const cell of [...all.keys()].sort((a, b) => (all[b] ?? 0) - (all[a] ?? 0))) {
    if (held >= total / 2) break;
    within[cell] = true;
    held += all[cell] ?? 0;
  }
  return within;
}

/** The cells with at least half of a map's range, from its lowest value to its highest; none of a map that is the same everywhere. */
export function brightOf(values: ArrayLike<number>): readonly boolean[] {
  const all = Array.from(values);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return all.map((value) => high > low && value >= (low + high) / 2);
}

/** The share of a map that lies in some of its cells; null of a map of zeros. */
export function shareWithin(values: ArrayLike<number>, within: readonly boolean[]): number | null {
  const all = Array.from(values);
  const sum = (some: readonly number[]) => some.reduce((total, value) => total + value, 0);
  return sum(all) > 0 ? sum(all.filter((_, i) => within[i])) / sum(all) : null;
}

/** The edges between cells that are in and those that are not, as an SVG path in cells: x to the right, y down. */
export function outline(within: readonly boolean[], [rows, columns]: Grid): string {
  const has = (row: number, column: number) =>
    row >= 0 && row < rows && column >= 0 && column < columns && within[row * columns + column] === true;
  const edges: string[] = [];
  for (let row = 0; row <= rows; row++)
    for (let column = 0; column <= columns; column++) {
      if (has(row, column) !== has(row - 1, column)) edges.push(`M${column} ${row}h1`);
      if (has(row, column) !== has(row, column - 1)) edges.push(`M${column} ${row}v1`);
    }
  return edges.join("");
}
