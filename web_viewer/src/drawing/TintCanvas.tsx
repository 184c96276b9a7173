import { useLayoutEffect, useRef } from "react";

import { resampleBilinear } from "../maths/resample.ts";
import { channels } from "./colours.ts";

/** The map of one word, to be drawn in one colour. */
export interface Tint {
  /** r x c values, rows first. */
  readonly values: Float32Array;
  readonly grid: readonly [number, number];
  /** The value that the full colour stands for. */
  readonly most: number;
  /** As #rrggbb. */
  readonly colour: string;
}

interface Props {
  /** Undefined while they are read: what was drawn stays. */
  readonly tints: readonly Tint[] | undefined;
  readonly opacity: number;
  readonly label: string;
}

/** Cells along each side: maps of any grid are brought to one. */
const CELLS = 128;

/** Maps of several words, each in a colour: black where no word is attended to, as a single word's map is. */
export function TintCanvas({ tints, opacity, label }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || !tints) return;
    const picture = context.createImageData(CELLS, CELLS);
    tint(picture.data, tints);
    context.putImageData(picture, 0, 0);
  }, [tints]);
  return (
    <canvas
      ref={canvas}
      width={CELLS}
      height={CELLS}
      role="img"
      aria-label={label}
      aria-busy={!tints}
      className="heat over"
      style={{ opacity }}
    />
  );
}

/** Fill red, green, blue and alpha of each cell: the words' colours as lights, each as bright as its share. */
function tint(pixels: Uint8ClampedArray, tints: readonly Tint[]): void {
  pixels.fill(0);
  for (let i = 3; i < pixels.length; i += 4) pixels[i] = 255;
  for (const { values, grid, most, colour } of tints) {
    const light = channels(colour);
    resampleBilinear(values, grid, [CELLS, CELLS]).forEach((value, cell) => {
      const share = Math.min(1, value / most);
      for (let c = 0; c < 3; c++)
        pixels[4 * cell + c] = (pixels[4 * cell + c] ?? 0) + share * (light[c] ?? 0);
    });
  }
}
