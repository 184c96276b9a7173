import { interpolateInferno, interpolateRdBu, interpolateViridis } from "d3-scale-chromatic";
import type { Locator } from "playwright-core";
import { eventually } from "./viewer.ts";

/** The colour of a value between 0 and 1. */
export type ColourMap = (share: number) => string;
export const INFERNO: ColourMap = interpolateInferno;
export const VIRIDIS: ColourMap = interpolateViridis;
/** Blue below zero, red above. */
export const DIVERGING: ColourMap = (share) => interpolateRdBu(1 - share);

/** Red, green, blue and alpha of each pixel that a canvas holds, whatever its size on the page. */
export async function pixelsOf(canvas: Locator): Promise<Uint8Array> {
  const text = await canvas.evaluate((element: HTMLCanvasElement) => {
    const drawn = element.getContext("2d")?.getImageData(0, 0, element.width, element.height).data;
    return new TextDecoder("utf-16le").decode(Uint16Array.from(drawn ?? []));
  });
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Wait until a canvas holds these values, one a pixel, in the colours of a map whose ends are `low` and `high`. */
export async function expectHeat(
  canvas: Locator,
  values: readonly number[],
  [low, high]: readonly [number, number],
  colours: ColourMap,
): Promise<void> {
  const expected = values.flatMap((value) => {
    const share = Math.max(0, Math.min(1, (value - low) / (high - low)));
    return Number.isFinite(value) ? [...rgb(colours(Math.round(255 * share) / 255)), 255] : [0, 0, 0, 0];
  });
  await expectPixels(canvas, expected);
}

/** Wait until a canvas holds these pixels. */
export async function expectPixels(canvas: Locator, expected: ArrayLike<number>): Promise<void> {
  const different = async () => {
    const pixels = await pixelsOf(canvas);
    if (pixels.length !== expected.length)
      return `${String(pixels.length / 4)} pixels instead of ${String(expected.length / 4)}`;
    const first = pixels.findIndex((value, i) => value !== expected[i]);
    return first < 0 ? "none" : told(first, pixels, expected);
  };
  await eventually(different).toBe("none");
}

function told(first: number, drawn: ArrayLike<number>, expected: ArrayLike<number>): string {
  const at = 4 * Math.floor(first / 4);
  const colour = (of: ArrayLike<number>) => Array.from({ length: 4 }, (_, i) => of[at + i]).join(" ");
  return `pixel ${String(at / 4)} is ${colour(drawn)}, not ${colour(expected)}`;
}

function rgb(colour: string): number[] {
  const hex = /^#(..)(..)(..)$/.exec(colour);
  return hex ? hex.slice(1).map((part) => parseInt(part, 16)) : (colour.match(/\d+/g) ?? []).map(Number);
}
