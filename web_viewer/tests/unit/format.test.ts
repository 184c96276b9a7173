/** Python and the viewer read the same files of the format, and get the same out of them. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { withColours } from "../../build/theme.ts";
import { JSON_FILES, NEWEST_MINOR } from "../../src/dataset/layout.ts";
import { LATENT_PIXELS } from "../../src/run/latent.ts";
import { isSpecial } from "../../src/dataset/tokens.ts";
import { COLOUR_MAPS, colourTable, wordColour } from "../../src/drawing/colours.ts";
import { channelOf, CHANNELS, SCALAR_CHANNELS, SHAPES, STEP_CHANNELS } from "../../src/format/channels.ts";
import { TOKEN_COLOURS } from "../../src/format/theme.ts";
import { fixture } from "./fixtures.ts";

interface Golden {
  readonly channels: Record<string, [title: string, unit: string, level: string | null]>;
  readonly step_channels: string[];
  readonly scalar_channels: string[];
  readonly files: string[];
  readonly latent_pixels: number;
  readonly minor: number;
  readonly special_tokens: string[];
  readonly word_colours: string[];
  readonly token_colours: Record<string, string>;
  readonly colour_maps: string[];
  readonly themes: Record<string, Record<string, string>>;
}
const { format: python } = fixture<{ format: Golden }>("golden.json");

test("channels are Python’s, in its order, with its titles, units and levels", () => {
  expect(CHANNELS.map(({ key, title, unit, level }) => [key, [title, unit, level]])).toEqual(
    Object.entries(python.channels),
  );
  expect(STEP_CHANNELS.map(({ key }) => key)).toEqual(python.step_channels);
  expect(SCALAR_CHANNELS.map(({ key }) => key)).toEqual(python.scalar_channels);
});

test("each channel has a shape that is described, a definition and a reading", () => {
  for (const { shape, definition, reading } of CHANNELS) {
    expect(SHAPES[shape].text).not.toBe("");
    expect(definition).toMatch(/\.$/);
    expect(reading).toMatch(/\.$/);
  }
  expect(() => channelOf("no_such_key")).toThrow("no_such_key");
});

test("files have Python’s names", () => {
  expect(JSON_FILES).toEqual(python.files);
  expect([LATENT_PIXELS, NEWEST_MINOR]).toEqual([python.latent_pixels, python.minor]);
});

test("special tokens are Python’s", () => {
  expect(python.special_tokens.length).toBeGreaterThan(3);
  expect(python.special_tokens.every(isSpecial)).toBe(true);
  expect(isSpecial("red</w>")).toBe(false);
});

describe("colours are Python’s", () => {
  test("of words and of tokens", () => {
    expect(python.word_colours.map((_, i) => wordColour(i))).toEqual(python.word_colours);
    expect(wordColour(python.word_colours.length)).toBe(python.word_colours[0]);
    expect(TOKEN_COLOURS).toEqual(python.token_colours);
  });

  test("of maps, each of which can be drawn", () => {
    expect(COLOUR_MAPS).toEqual(python.colour_maps);
    for (const name of COLOUR_MAPS) expect(new Set(colourTable(name)).size).toBeGreaterThan(100);
  });

  test("of themes, which the build puts into the style sheet", () => {
    const file = JSON.parse(
      readFileSync(new URL("../../../diffulizer/format/theme.json", import.meta.url), "utf8"),
    ) as { themes: Golden["themes"] };
    const css = withColours(
      readFileSync(new URL("../../src/styles/base.css", import.meta.url), "utf8"),
      file.themes,
    );
    const [light = "", dark = ""] = css.split('[data-theme="dark"] {');
    for (const [name, block] of Object.entries({ light, dark }))
      for (const [key, colour] of Object.entries(python.themes[name] ?? {}))
        expect(block).toContain(`--${key.replace("_", "-")}: ${colour};`);
    expect(css).not.toMatch(/@colours \w/);
    expect(() => withColours("@colours sepia;", file.themes)).toThrow("sepia");
  });
});
