import { useLayoutEffect, useRef } from "react";

interface Props {
  /** Undefined while it is being read: what was drawn stays. */
  readonly bitmap: ImageBitmap | undefined;
  readonly label: string;
  readonly className?: string;
}

/** An image of the run. A canvas, because a decoded image is painted in the same frame as the maps over it. */
export function BitmapCanvas({ bitmap, label, className = "" }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const target = canvas.current;
    if (!target || !bitmap) return;
    if (target.width !== bitmap.width) target.width = bitmap.width;
    if (target.height !== bitmap.height) target.height = bitmap.height;
    target.getContext("2d")?.drawImage(bitmap, 0, 0);
  }, [bitmap]);
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={label}
      aria-busy={!bitmap}
      className={`bitmap ${className}`}
    />
  );
}
