import { useLayoutEffect, useRef } from "react";

import { resampleBilinear } from "../maths/resample.ts";
import { type ColourTable, index } from "./colours.ts";

interface Props {
  /** Undefined while it is being read: what was drawn stays, paler. */
  readonly heat: Heat | undefined;
  readonly smooth?: boolean;
  readonly opacity?: number;
  readonly label: string;
  readonly className?: string;
}

/** A map, enlarged to the space that it is given. */
export function HeatCanvas({ heat, smooth = false, opacity = 1, label, className = "" }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (canvas.current && heat) drawHeat(canvas.current, smooth ? smoothed(heat) : heat);
  }, [heat, smooth]);
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={label}
      aria-busy={!heat}
      className={`heat ${className}`}
      style={{ imageRendering: smooth ? "auto" : "pixelated", opacity: heat ? opacity : opacity * 0.3 }}
    />
  );
}

/** Cells along the longer side of a map that is drawn smoothly. */
const SMOOTH = 128;

/** Between the cells' middles the values are interpolated, not their colours, so that the legend stays true. */
function smoothed(heat: Heat): Heat {
  const factor = Math.max(1, Math.floor(SMOOTH / Math.max(...heat.grid)));
  const grid = [heat.grid[0] * factor, heat.grid[1] * factor] as const;
  return { ...heat, grid, values: resampleBilinear(heat.values, heat.grid, grid) };
}

export interface Heat {
  /** r x c values, rows first; what is not finite is left transparent. */
  readonly values: ArrayLike<number>;
  readonly grid: readonly [number, number];
  /** Values that get the first and the last colour. */
  readonly domain: readonly [number, number];
  readonly table: ColourTable;
}

/** Draw a map into a canvas, which takes the size of the grid. */
export function drawHeat(canvas: HTMLCanvasElement, heat: Heat): void {
  const [rows, columns] = heat.grid;
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const context = canvas.getContext("2d");
  if (!context) return;
  const picture = context.createImageData(columns, rows);
  paint(picture.data, heat);
  context.putImageData(picture, 0, 0);
}

/** Fill red, green, blue and alpha of each cell. */
export function paint(pixels: Uint8ClampedArray, { values, domain, table }: Heat): void {
  const [low, high] = domain;
  const factor = high > low ? 1 / (high - low) : 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (!Number.isFinite(value)) continue;
    const row = 3 * index((value - low) * factor);
    pixels[4 * i] = table[row] ?? 0;
    pixels[4 * i + 1] = table[row + 1] ?? 0;
    pixels[4 * i + 2] = table[row + 2] ?? 0;
    pixels[4 * i + 3] = 255;
  }
}
