import type { Locator, Page } from "playwright-core";
import { describe, expect } from "vitest";
import { PHOTO } from "../presets.ts";
import { expectHeat, INFERNO, VIRIDIS } from "./support/canvas.ts";
import { largest, mean, percent, readable, sum } from "./support/numbers.ts";
import { browserTest, PHONE } from "./support/page.ts";
import { mapOf, metadataOf, wordMap, wordNames } from "./support/run_files.ts";
import {
  chip,
  eventually,
  leaveControls,
  openViewer,
  pointAt,
  selectedChips,
  stepSlider,
  tab,
} from "./support/viewer.ts";

const { conditions, steps } = metadataOf(PHOTO);
const [positive, negative] = conditions;
const words = (condition = positive) => condition?.words ?? [];
/** The ends of the colours that all words and steps of a layer share. */
function sharedScale(layer: string): [number, number] {
  const maps = Array.from({ length: steps }, (_, step) => mapOf(PHOTO, layer, step));
  return [0, largest(maps.flatMap((map) => words().flatMap((w) => wordMap(map, w.token_indices))))];
}

describe("a place of the picture", () => {
  browserTest("names its words, of the prompt and the negative prompt", async ({ page }) => {
    await openViewer(page, { hash: "view=workbench&word=2&layer=layer_5&step=6" });
    const picture = (await tab(page, "Attention")).locator(".place");
    for (const [x, y] of [
      [100, 60],
      [128, 180],
      [3, 250],
    ] as const) {
      await pointAt(page, picture, (x + 0.5) / 256, (y + 0.5) / 256);
      await expectRanks(page, "layer_5", 6, [x, y]);
    }
    await page.getByRole("combobox", { name: "Attention layer" }).selectOption("layer_3");
    await stepSlider(page).fill("7");
    await pointAt(page, picture, 100.5 / 256, 60.5 / 256);
    await expectRanks(page, "layer_3", 7, [100, 60], ["prompt"]);
  });

  browserTest("is kept by a click until Esc, or another click, lets go", async ({ page }) => {
    await openViewer(page, { hash: "view=workbench&word=2&layer=layer_5&step=6" });
    const picture = (await tab(page, "Attention")).locator(".place");
    const note = (await tab(page, "What a place looks at")).locator(".ranked > p");
    for (const letGo of [() => page.keyboard.press("Escape"), () => picture.click()]) {
      await pointAt(page, picture, 100.5 / 256, 60.5 / 256);
      await eventually(() => note.textContent()).toBe(
        "Under the pointer: 39\u00a0% from the left, 24\u00a0% from the top. Click to keep it.",
      );
      await page.mouse.down();
      await page.mouse.up();
      await pointAt(page, picture, 0.9, 0.9);
      await eventually(() => note.textContent()).toMatch(
        /^Kept place: 39\u00a0% from the left, 24\u00a0% from the top/,
      );
      await expectRanks(page, "layer_5", 6, [100, 60]);
      await leaveControls(page);
      await letGo();
      await page.mouse.move(2, 2);
      await eventually(() => note.textContent()).toMatch(/^The whole picture, on average/);
      await expectRanks(page, "layer_5", 6, null);
    }
  });

  browserTest(
    "is kept by a tap, in words for fingers",
    async ({ page }) => {
      await openViewer(page, { hash: "view=workbench&word=none&layer=layer_5&step=6" });
      const note = page.locator(".ranked > p");
      await eventually(() => note.textContent()).toMatch(/Tap it to see what one place looks at\.$/);
      const picture = (await tab(page, "Attention")).locator(".place");
      const { width = 0, height = 0 } = (await picture.boundingBox()) ?? {};
      await picture.tap({ position: { x: 0.4 * width, y: 0.3 * height } });
      await eventually(() => note.textContent()).toMatch(
        /^Kept place: \d+\u00a0% from the left, 30\u00a0% from the top\. Tap the picture to release it\.$/,
      );
      const said = await page.locator("main").innerText();
      expect(said).not.toMatch(/\bpress\b|\bclick\b|point at|under the pointer/i);
      await picture.tap();
      await eventually(() => note.textContent()).toMatch(/^The whole picture/);
    },
    PHONE,
  );

  browserTest("selects a word from its ranks, and says what goes to no word", async ({ page }) => {
    await openViewer(page, { hash: "view=workbench&layer=layer_5&step=6&at=0.3926,0.2363" });
    const map = mapOf(PHOTO, "layer_5", 6);
    const cell = cellOf([100, 60]);
    const special = sum(
      (positive?.special_mask ?? []).map((s, token) => (s ? (map[token]?.[cell] ?? 0) : 0)),
    );
    const section = ranksOf(page, "prompt");
    await eventually(() => section.locator("p").textContent()).toBe(
      `${percent(special)} go to start, end and padding.`,
    );
    const [first] = ranked("layer_5", 6, "c0", cell);
    await section.getByRole("button").first().click();
    await eventually(() => selectedChips(page)).toEqual([first?.[0]]);
    await page.getByRole("checkbox", { name: "start, end and padding" }).check();
    await eventually(() => section.locator("p").count()).toBe(0);
    await eventually(() => section.locator(".word").allTextContents()).toContain("⟨padding⟩");
  });
});

describe("the map over the picture", () => {
  browserTest("is that of the chosen words, in the colours of the scale that all share", async ({ page }) => {
    await openViewer(page, { hash: "view=workbench&word=2&layer=layer_5&step=6&cells=1" });
    const scale = sharedScale("layer_5");
    const map = mapOf(PHOTO, "layer_5", 6);
    const of = (...places: number[]) =>
      wordMap(
        map,
        places.flatMap((place) => words()[place]?.token_indices ?? []),
      );
    await expectHeat(heat(page, "circle", 6), of(2), scale, INFERNO);
    await eventually(() => legend(page)).toBe(
      `Colours from 0 to ${readable(scale[1])}: share of attention, on one scale for all words and steps of this layer`,
    );
    await chip(page, 6).click();
    await expectHeat(heat(page, "square", 6), of(6), scale, INFERNO);
    await chip(page, 5).click({ modifiers: ["Shift"] });
    await expectHeat(heat(page, "square + blue", 6), of(6, 5), scale, INFERNO);
    await page.getByRole("combobox", { name: "Colours" }).selectOption("viridis");
    await expectHeat(heat(page, "square + blue", 6), of(6, 5), scale, VIRIDIS);
  });

  browserTest("follows step, layer and conditioning", async ({ page }) => {
    await openViewer(page, { hash: "view=workbench&word=2&layer=layer_3&step=0&cells=1" });
    const circle = words()[2]?.token_indices ?? [];
    const scale = sharedScale("layer_3");
    for (const step of [0, 5, 9]) {
      await stepSlider(page).fill(String(step));
      await expectHeat(
        heat(page, "circle", step),
        wordMap(mapOf(PHOTO, "layer_3", step), circle),
        scale,
        INFERNO,
      );
    }
    await page.getByRole("button", { name: "Each map alone" }).click();
    await page.getByRole("combobox", { name: "Attention layer" }).selectOption("layer_5");
    await chip(page, 1, "Negative prompt").click();
    const green = wordMap(mapOf(PHOTO, "layer_5", 9, "c1"), words(negative)[1]?.token_indices ?? []);
    await expectHeat(heat(page, "green", 9), green, [0, largest(green)], INFERNO);
    await eventually(() => legend(page)).toBe(
      `Colours from 0 to ${readable(largest(green))}: share of attention, stretched to this map’s own largest value`,
    );
  });
});

function heat(page: Page, word: string, step: number): Locator {
  return page.getByRole("img", { name: `Attention to ${word} at step ${String(step + 1)}`, exact: true });
}

async function legend(page: Page): Promise<string | null> {
  const shown = page.getByRole("tabpanel", { name: "Attention", exact: true }).locator(".legend");
  return shown.getAttribute("aria-label");
}

function ranksOf(page: Page, prompt: string): Locator {
  return page.getByRole("region", { name: `Ranked words of the ${prompt}`, exact: true });
}

/** The cell of a 16 x 16 grid in which a pixel of the image lies, or of another grid. */
function cellOf([x, y]: readonly [number, number], side = 16): number {
  return Math.floor((y / 256) * side) * side + Math.floor((x / 256) * side);
}

/** Words of a conditioning with their share of the attention of a cell, or of the whole picture, most first. */
function ranked(layer: string, step: number, condition: string, cell: number | null): [string, number][] {
  const map = mapOf(PHOTO, layer, step, condition);
  const all = words(condition === "c0" ? positive : negative);
  const share = (values: number[]) => (cell === null ? mean(values) : (values[cell] ?? 0));
  const names = wordNames(all);
  const shares = all.map((w, i): [string, number] => [names[i] ?? "", share(wordMap(map, w.token_indices))]);
  return shares.sort((a, b) => b[1] - a[1]);
}

async function expectRanks(
  page: Page,
  layer: string,
  step: number,
  pixel: readonly [number, number] | null,
  prompts: readonly ("prompt" | "negative prompt")[] = ["prompt", "negative prompt"],
): Promise<void> {
  const side = layer === "layer_3" ? 8 : 16;
  for (const prompt of prompts) {
    const condition = prompt === "prompt" ? "c0" : "c1";
    const expected = ranked(layer, step, condition, pixel && cellOf(pixel, side));
    await eventually(async () => {
      const rows = ranksOf(page, prompt).locator("li");
      const texts = (part: string) => rows.locator(part).allTextContents();
      return [await texts(".word"), await texts(".value")];
    }).toEqual([expected.map(([word]) => word), expected.map(([, share]) => percent(share))]);
  }
}
