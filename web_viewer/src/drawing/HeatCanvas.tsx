import { useLayoutEffect, useRef } from "react";

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
    if (canvas.current && heat) drawHeat(canvas.current, heat);
  }, [heat]);
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
