import type { Place } from "./store.ts";

/** [row, column] of the cell of a grid in which a place of the image lies. */
export function cellAt(place: Place, grid: readonly [number, number]): readonly [number, number] {
  const within = (share: number, count: number) =>
    Math.max(0, Math.min(count - 1, Math.floor(share * count)));
  return [within(place.y, grid[0]), within(place.x, grid[1])];
}
