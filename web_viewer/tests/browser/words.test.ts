import type { Locator } from "playwright-core";
import { describe, expect } from "vitest";
import { PHOTO } from "../presets.ts";
import { expectHeat, INFERNO } from "./support/canvas.ts";
import { largest, mean, percent, readable, sum } from "./support/numbers.ts";
import { browserTest } from "./support/page.ts";
import { readout } from "./support/plots.ts";
import { mapOf, metadataOf, wordMap, wordNames } from "./support/run_files.ts";
import {
  chip,
  eventually,
  expectStep,
  openViewer,
  pointAt,
  selectedChips,
  stepSlider,
  tab,
} from "./support/viewer.ts";

const { conditions, steps } = metadataOf(PHOTO);
const words = conditions[0]?.words ?? [];
const LAYERS = ["layer_1", "layer_3", "layer_5"];
const NAMES = ["Encoder 5", "Middle", "Decoder 4"];
const all = Array.from({ length: steps }, (_, step) => step);

/** Mean attention of the picture to some tokens, in a layer at a step. */
function attention(layer: string, step: number, tokens: readonly number[]): number {
  return mean(wordMap(mapOf(PHOTO, layer, step), tokens));
}

describe("words by steps", () => {
  browserTest("have the colours and numbers of their means, shared or each by itself", async ({ page }) => {
    await openViewer(page, { hash: "view=workbench&word=2&layer=layer_5&step=6" });
    const panel = await tab(page, "Word × step");
    const cells = panel.locator(".matrix-cells");
    const means = words.map((w) => all.map((step) => attention("layer_5", step, w.token_indices)));
    const image = panel.getByRole("img", { name: "Mean attention of each word by step" });
    await expectHeat(image, means.flat(), [0, largest(means.flat())], INFERNO);
    for (const [row, step] of [
      [2, 6],
      [10, 0],
      [13, 9],
    ] as const) {
      await pointAt(page, cells, (step + 0.5) / steps, (row + 0.5) / words.length);
      await eventually(() => panel.locator(".matrix-note").textContent()).toBe(
        `${wordNames(words)[row] ?? ""}, step ${String(step + 1)}: ${percent(means[row]?.[step] ?? NaN)} of the attention, mean over the picture`,
      );
    }
    await page.getByRole("button", { name: "Each map alone" }).click();
    const alone = means.flatMap((row) => row.map((value) => value / largest(row)));
    await expectHeat(image, alone, [0, 1], INFERNO);
  });

  browserTest("go to the step and select the word that is clicked", async ({ page }) => {
    await openViewer(page, { hash: "view=workbench&word=2&layer=layer_5&step=6" });
    const panel = await tab(page, "Word × step");
    const cells = panel.locator(".matrix-cells");
    await eventually(() => litRows(panel)).toEqual(["circle"]);
    await pointAt(page, cells, 7.5 / steps, 5.5 / words.length);
    await page.mouse.down();
    await page.mouse.up();
    await expectStep(page, 7);
    await eventually(() => selectedChips(page)).toEqual(["blue"]);
    await eventually(() => litRows(panel)).toEqual(["blue"]);
    await chip(page, 3).click();
    await eventually(() => litRows(panel)).toEqual(["above"]);
    const [mark, box] = [await panel.locator(".matrix-row").boundingBox(), await cells.boundingBox()];
    expect(((mark?.y ?? 0) - (box?.y ?? 0)) / (mark?.height ?? 1)).toBeCloseTo(3, 1);
  });

  browserTest("are curves of the selected words, or of the strongest five", async ({ page }) => {
    await openViewer(page, { hash: "view=workbench&word=2,6&layer=layer_5&step=6" });
    const panel = await tab(page, "Curves");
    const read = (step: number, place: number) =>
      `${wordNames(words)[place] ?? ""} ${readable(attention("layer_5", step, words[place]?.token_indices ?? []))}`;
    for (const step of [6, 8]) {
      await stepSlider(page).fill(String(step));
      await eventually(() => readout(panel)).toEqual([
        `step ${String(step + 1)}`,
        read(step, 2),
        read(step, 6),
      ]);
    }
    await page.getByRole("button", { name: "clear" }).click();
    const total = (tokens: readonly number[]) => sum(all.map((step) => attention("layer_5", step, tokens)));
    const strongest = words
      .map((w, place) => ({ place, total: total(w.token_indices) }))
      .sort((a, b) => b.total - a.total);
    await eventually(() => readout(panel)).toEqual([
      "step 9",
      ...strongest.slice(0, 5).map(({ place }) => read(8, place)),
    ]);
  });
});

describe("words by layers", () => {
  browserTest("have the colours and numbers of their means at the step", async ({ page }) => {
    await openViewer(page, { hash: "view=workbench&word=2&layer=layer_5&step=6" });
    const panel = await tab(page, "Layer × word");
    const means = words.map((w) => LAYERS.map((layer) => attention(layer, 6, w.token_indices)));
    const image = panel.getByRole("img", { name: "Mean attention of each word by layer at step 7" });
    await expectHeat(image, means.flat(), [0, largest(means.flat())], INFERNO);
    const cells = panel.locator(".matrix-cells");
    await pointAt(page, cells, 0.5, 4.5 / words.length);
    await eventually(() => panel.locator(".matrix-note").textContent()).toBe(
      `a#2, ${NAMES[1] ?? ""}: ${percent(means[4]?.[1] ?? NaN)} of the attention, mean over the picture`,
    );
    await page.mouse.down();
    await page.mouse.up();
    await eventually(() => page.getByRole("combobox", { name: "Attention layer" }).inputValue()).toBe(
      "layer_3",
    );
    await eventually(() => litRows(panel)).toEqual(["a#2"]);
  });
});

describe("heads", () => {
  browserTest("stand beside their mean, and the chosen one is the map over the picture", async ({ page }) => {
    await openViewer(page, { hash: "view=workbench&word=2&layer=layer_5&step=6&cells=1" });
    const tokens = words[2]?.token_indices ?? [];
    const of = (head?: number) => wordMap(mapOf(PHOTO, "layer_5", 6, "c0", head), tokens);
    const maps = all.map((step) => mapOf(PHOTO, "layer_5", step));
    const scale: [number, number] = [
      0,
      largest(maps.flatMap((map) => words.flatMap((w) => wordMap(map, w.token_indices)))),
    ];
    const panel = await tab(page, "Heads");
    await expectHeat(panel.getByRole("img", { name: "mean at step 7" }), of(), scale, INFERNO);
    await expectHeat(panel.getByRole("img", { name: "head 0 at step 7" }), of(0), scale, INFERNO);
    await expectHeat(panel.getByRole("img", { name: "head 1 at step 7" }), of(1), scale, INFERNO);
    await panel.getByRole("button", { name: "head 1" }).click();
    const over = (await tab(page, "Attention")).getByRole("img", { name: "Attention to circle at step 7" });
    await expectHeat(over, of(1), scale, INFERNO);
    await page.getByRole("combobox", { name: "Heads" }).selectOption("mean of 2");
    await expectHeat(over, of(), scale, INFERNO);
    await page.getByRole("combobox", { name: "Attention layer" }).selectOption("layer_1");
    await eventually(async () => (await tab(page, "Heads")).textContent()).toBe(
      "Single heads of this layer were not recorded. They were recorded for output_blocks.4.1.transformer_blocks.0.attn2.",
    );
  });
});

describe("start, end and padding", () => {
  browserTest("have their share of the attention beside the words’", async ({ page }) => {
    await openViewer(page, { hash: "view=workbench&word=2&layer=layer_5&step=7" });
    const panel = await tab(page, "Start, end, padding");
    const last = words.at(-1)?.token_indices.at(-1) ?? 0;
    const shares = (kind: (token: number) => boolean) =>
      readable(attention("layer_5", 7, [...Array(77).keys()].filter(kind)));
    await eventually(() => readout(panel)).toEqual([
      "step 8",
      `words ${shares((token) => token > 0 && token <= last)}`,
      `start ${shares((token) => token === 0)}`,
      `end ${shares((token) => token === last + 1)}`,
      `padding ${shares((token) => token > last + 1)}`,
    ]);
  });
});

/** Names of a matrix's rows that stand out. */
function litRows(panel: Locator): Promise<string[]> {
  return panel.locator(".matrix-labels [aria-pressed=true]").allTextContents();
}
