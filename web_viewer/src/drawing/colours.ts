/** Colour maps: perceptually uniform for amounts, diverging for differences, categorical for words. */
import {
  interpolateCividis,
  interpolateInferno,
  interpolateMagma,
  interpolateRdBu,
  interpolateViridis,
} from "d3-scale-chromatic";

import { AMOUNT_MAPS, NAMED_COLOURS, WORD_COLOURS } from "../format/theme.ts";

const UNIFORM = {
  inferno: interpolateInferno,
  magma: interpolateMagma,
  viridis: interpolateViridis,
  cividis: interpolateCividis,
} as const;

export type ColourMapName = keyof typeof UNIFORM;
export const COLOUR_MAPS = AMOUNT_MAPS as readonly ColourMapName[];

/** A table of 256 colours, red, green and blue in turn, for values 0 to 1. */
export type ColourTable = Uint8ClampedArray;

const SIZE = 256;
const tables = new Map<string, ColourTable>();

export function colourTable(name: ColourMapName): ColourTable {
  return cached(name, UNIFORM[name]);
}

/** Blue for -1, white for 0, red for 1 (the table's ends and middle). */
export function differenceTable(): ColourTable {
  return cached("difference", (t) => interpolateRdBu(1 - t));
}

function cached(name: string, colourAt: (t: number) => string): ColourTable {
  const known = tables.get(name);
  if (known) return known;
  const table = new Uint8ClampedArray(3 * SIZE);
  for (let i = 0; i < SIZE; i++) table.set(channels(colourAt(i / (SIZE - 1))), 3 * i);
  tables.set(name, table);
  return table;
}

/** d3 writes some of its colours as #rrggbb and others as rgb(r, g, b). */
export function channels(colour: string): number[] {
  if (colour.startsWith("#")) return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
}

/** The CSS colour of a value between 0 and 1. */
export function cssColour(table: ColourTable, value: number): string {
  const at = 3 * index(value);
  return `rgb(${String(table[at])} ${String(table[at + 1])} ${String(table[at + 2])})`;
}

/** Row of the table for a value between 0 and 1; what lies outside takes the nearer end. */
export function index(value: number): number {
  return value >= 1 ? SIZE - 1 : value > 0 ? Math.round(value * (SIZE - 1)) : 0;
}

/** The colour of a word, the same everywhere: what it names if it names a colour, else one by its number in the prompt. */
export function wordColour(index: number, word = ""): string {
  const named = NAMED_COLOURS[word.replace(/#\d+$/, "").toLowerCase()];
  return named ?? WORD_COLOURS[index % WORD_COLOURS.length] ?? "#888";
}
