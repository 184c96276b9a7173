/** Maps of a conditioning that acts in a part of the picture, put where they belong in the whole. */
import { latentPixels } from "../run/latent.ts";
import { cellAt } from "../run/layers.ts";
import type { AttentionMap, Condition, Place, Run } from "../run/types.ts";
import type { Placed, TokenMaps } from "./divergence.ts";
import { type Grid, resized } from "./resample.ts";

/** More cells than any latent has: a run that states them is not believed. */
const MOST_CELLS = 1 << 20;

/** Rows and columns of a run's latent, or null where its picture's size is not known. */
export function latentGrid({ generator }: Pick<Run, "generator">): Grid | null {
  const { width, height } = generator;
  const pixels = latentPixels(generator);
  if (typeof width !== "number" || typeof height !== "number" || !(width > 0 && height > 0)) return null;
  const grid: Grid = [Math.floor(height / pixels), Math.floor(width / pixels)];
  return grid[0] * grid[1] <= MOST_CELLS ? grid : null;
}

/** The part of a conditioning's area that is in the picture, in latent cells; null where it acts in all of it. */
function areaOf(
  run: Pick<Run, "generator">,
  condition: Condition | undefined,
): { whole: Grid; size: Grid; top: number; left: number } | null {
  const whole = condition?.area ? latentGrid(run) : null;
  if (!whole) return null;
  const [rows = 0, columns = 0, top = 0, left = 0] = condition?.area ?? [];
  const inside = (length: number, from: number, end: number) => Math.max(0, Math.min(length, end - from));
  return { whole, size: [inside(rows, top, whole[0]), inside(columns, left, whole[1])], top, left };
}

/**
 * A map [r, c] of a conditioning on the whole picture: where the conditioning is restricted to an area, on the latent's
 * grid and 0 outside of the area; else as it is.
 */
export function onWholeImage(
  run: Pick<Run, "generator">,
  condition: Condition | undefined,
  values: Float32Array,
  grid: Grid,
): Placed {
  const area = areaOf(run, condition);
  if (!area) return { values, grid };
  const { whole, size, top, left } = area;
  const inside = resized(values, grid, size);
  const placed = new Float32Array(whole[0] * whole[1]);
  for (let row = 0; row < size[0]; row++) {
    const line = inside.subarray(row * size[1], (row + 1) * size[1]);
    placed.set(line, (top + row) * whole[1] + left);
  }
  return { values: placed, grid: whole };
}

/**
 * [row, column] of the cell of a conditioning's map in which a place of the picture lies; null where the conditioning does
 * not act there.
 */
export function cellWithin(
  run: Pick<Run, "generator">,
  condition: Condition | undefined,
  place: Place,
  grid: Grid,
): Grid | null {
  const area = areaOf(run, condition);
  if (!area) return cellAt(place, grid);
  const { whole, size, top, left } = area;
  const inside = { x: (place.x * whole[1] - left) / size[1], y: (place.y * whole[0] - top) / size[0] };
  const acts = inside.x >= 0 && inside.x <= 1 && inside.y >= 0 && inside.y <= 1;
  return acts ? cellAt(inside, grid) : null;
}

/**
 * The cells of a conditioning's map, row by row, in which a place of the picture lies: one, or those of a box. None where the
 * conditioning does not act there.
 */
export function cellsWithin(
  run: Pick<Run, "generator">,
  condition: Condition | undefined,
  place: Place,
  grid: Grid,
): readonly number[] {
  if (!place.to) {
    const cell = cellWithin(run, condition, place, grid);
    return cell ? [cell[0] * grid[1] + cell[1]] : [];
  }
  const area = areaOf(run, condition);
  const part = area
    ? {
        x: area.left / area.whole[1],
        y: area.top / area.whole[0],
        to: { x: (area.left + area.size[1]) / area.whole[1], y: (area.top + area.size[0]) / area.whole[0] },
      }
    : { x: 0, y: 0, to: { x: 1, y: 1 } };
  const { to } = place;
  const [left, top] = [Math.max(place.x, part.x), Math.max(place.y, part.y)];
  const [right, bottom] = [Math.min(to.x, part.to.x), Math.min(to.y, part.to.y)];
  if (left > right || top > bottom) return [];
  const first = cellWithin(run, condition, { x: left, y: top }, grid);
  const last = cellWithin(run, condition, { x: right, y: bottom }, grid);
  if (!first || !last) return [];
  const cells: number[] = [];
  for (let row = first[0]; row <= last[0]; row++)
    for (let column = first[1]; column <= last[1]; column++) cells.push(row * grid[1] + column);
  return cells;
}

/** All tokens' maps of a cross map, each on the whole picture. */
export function tokenMaps(
  run: Pick<Run, "generator">,
  condition: Condition | undefined,
  map: AttentionMap,
): TokenMaps {
  const { grid } = map.entry;
  const cells = grid[0] * grid[1];
  const tokens = map.entry.shape[0] ?? 0;
  if (!condition?.area) return { values: map.values, tokens, grid };
  const placed = Array.from({ length: tokens }, (_, token) =>
    onWholeImage(run, condition, map.values.subarray(token * cells, (token + 1) * cells), grid),
  );
  const whole = placed[0]?.grid ?? grid;
  const values = new Float32Array(tokens * whole[0] * whole[1]);
  placed.forEach((one, token) => {
    values.set(one.values, token * whole[0] * whole[1]);
  });
  return { values, tokens, grid: whole };
}
