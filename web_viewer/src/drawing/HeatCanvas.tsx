import { useLayoutEffect, useRef } from "react";

import { resampleBilinear } from "../maths/resample.ts";
import { drawHeat, type Heat } from "./heat.ts";

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
