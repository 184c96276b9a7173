import type { Locator } from "playwright-core";

export type Point = readonly [number, number];

/** Places of a path that is drawn by straight lines, part by part: a gap begins a new part. */
export function partsOf(d: string | null): Point[][] {
  return (d ?? "")
    .split("M")
    .filter(Boolean)
    .map((part) => part.replace("Z", "").split("L").map(pointOf));
}

/** Places of a polyline. */
export async function pointsOf(polyline: Locator): Promise<Point[]> {
  return ((await polyline.getAttribute("points")) ?? "").split(" ").map(pointOf);
}

/**
 * How far points lie from values that were scaled to the drawing, along one axis: the largest distance in pixels from
 * the straight line through the values' ends, whose scale is not asked for.
 */
export function offScale(drawn: readonly number[], values: readonly number[]): number {
  if (drawn.length !== values.length) return Infinity;
  const low = values.indexOf(Math.min(...values));
  const high = values.indexOf(Math.max(...values));
  const [from = 0, to = 0] = [drawn[low], drawn[high]];
  const [start = 0, end = 0] = [values[low], values[high]];
  const off = values.map((v, i) => from + ((v - start) / (end - start)) * (to - from) - (drawn[i] ?? 0));
  return Math.max(...off.map(Math.abs));
}

function pointOf(text: string): Point {
  const [x = NaN, y = NaN] = text.split(",").map(Number);
  return [x, y];
}
