/** "What if": the final picture without a word, where it changed, from which step on, and the story's guess. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { describe, expect } from "vitest";
import { expectHeat, expectPixels, INFERNO } from "./support/canvas.ts";
import { buildCases } from "./support/cases.ts";
import { copyOf } from "./support/copies.ts";
import { largest, readable } from "./support/numbers.ts";
import { browserTest, PHONE } from "./support/page.ts";
import { readout } from "./support/plots.ts";
import { floatsOf, imageOf, metadataOf, readJson } from "./support/run_files.ts";
import { eventually, goToScreen, openViewer, stepSlider, tab } from "./support/viewer.ts";

/** Each was sampled without "red", "circle" and "squarish"; words 1, 2 and 6. */
const cases = buildCases("removals", "removals_text", "plain");
const [RED, CIRCLE, SQUARISH] = [0, 1, 2];
const run = () => cases.folder("removals");

describe("the panel", () => {
  browserTest(
    "shows the picture without the word that is pointed at, and the whole one after",
    async ({ page }) => {
      const panel = await open(page, "");
      await expectPicture(panel, "The final picture", lastImage(run()));
      await word(panel, CIRCLE).hover();
      await expectPicture(panel, "The final picture without “circle”", without(CIRCLE));
      await word(panel, RED).hover();
      await expectPicture(panel, "The final picture without “red”", without(RED));
      await page.mouse.move(2, 2);
      await expectPicture(panel, "The final picture", lastImage(run()));
      expect(new URL(page.url()).hash).not.toContain("without");
    },
  );

  browserTest(
    "keeps a word that is clicked, in the address too, until it is clicked again",
    async ({ page }) => {
      const panel = await open(page, "");
      await word(panel, SQUARISH).click();
      await page.mouse.move(2, 2);
      await expectPicture(panel, "The final picture without “squarish”", without(SQUARISH));
      await eventually(() => new URL(page.url()).hash).toContain("&without=2");
      await page.reload();
      await page.getByRole("tab", { name: "What if", selected: true }).waitFor();
      await expectPicture(panel, "The final picture without “squarish”", without(SQUARISH));
      await word(panel, SQUARISH).click();
      await page.mouse.move(2, 2);
      await expectPicture(panel, "The final picture", lastImage(run()));
      await eventually(() => new URL(page.url()).hash).not.toContain("without");
    },
  );

  browserTest("is one stop for the Tab key, within which arrows go from word to word", async ({ page }) => {
    const panel = await open(page, "");
    const step = await stepSlider(page).inputValue();
    await page.getByRole("tab", { name: "Self-attention" }).focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await expectPicture(panel, "The final picture without “red”", without(RED));
    await page.keyboard.press("ArrowRight");
    await expectPicture(panel, "The final picture without “circle”", without(CIRCLE));
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowRight"); // it is the last one
    await page.keyboard.press("Enter");
    await eventually(() => pressed(panel)).toEqual(["squarish"]);
    await page.keyboard.press("Escape");
    await eventually(() => pressed(panel)).toEqual([]);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Outline");
    await expectPicture(panel, "The final picture", lastImage(run()));
    expect(await stepSlider(page).inputValue()).toBe(step);
  });

  browserTest(
    "takes a word away by a tap",
    async ({ page }) => {
      const panel = await open(page, "");
      expect(await panel.textContent()).toContain("Tap a word to see the picture without it.");
      await word(panel, CIRCLE).tap();
      await expectPicture(panel, "The final picture without “circle”", without(CIRCLE));
      await word(panel, CIRCLE).tap();
      await expectPicture(panel, "The final picture", lastImage(run()));
    },
    PHONE,
  );

  browserTest(
    "says from which step on the picture goes another way, and draws how close it stays",
    async ({ page }) => {
      const panel = await open(page, "step=3");
      const closeness = readJson<{ removal_x0_cosine: number[][] }>(run(), "metrics.json").removal_x0_cosine;
      const { steps, generator } = metadataOf(run());
      for (const [number, name] of ["red", "circle", "squarish"].entries()) {
        await word(panel, number).hover();
        const values = closeness.map((row) => row[number] ?? NaN);
        const apart = values.map((value) => Math.sqrt(2 - 2 * value));
        const half = (apart.at(-1) ?? 0) / 2;
        const from = apart.findIndex((_, i) => apart.slice(i).every((distance) => distance >= half));
        await eventually(() => panel.textContent()).toContain(
          `Without “${name}” the picture goes another way from step ${String(from + 1)} of ${String(steps)} on (noise ${readable(generator.sigmas[from])}).`,
        );
        await eventually(() => readout(panel)).toContain(`${name} ${readable(values[3])}`);
      }
      expect(await panel.locator("path.curve.thin").count()).toBe(3); // two words and the null
      expect(await panel.textContent()).toContain("One seed is one example.");
      expect(await panel.textContent()).toContain("got no attention in 2 cross-attention layers.");
    },
  );

  browserTest("calls a change that is not above the noise floor none", async ({ page }) => {
    const folder = copyOf(run(), "quiet");
    const file = join(folder, "removals/change.bin");
    const bytes = readFileSync(file);
    const size = bytes.length / 4; // three words and the null
    bytes.copy(bytes, 3 * size, RED * size, (RED + 1) * size);
    writeFileSync(file, bytes);
    const panel = await open(page, "without=0", folder);
    await eventually(() => panel.textContent()).toContain(
      "Without “red” the picture stays the same: no change is above the noise floor.",
    );
    expect(await panel.getByRole("img", { name: /^Outline/ }).count()).toBe(0);
    await word(panel, CIRCLE).click();
    await eventually(() => panel.textContent()).toContain("Without “circle” the picture goes another way");
    expect(await panel.textContent()).toContain(`removed: ${readable(largest(changes(run())[RED] ?? []))}.`);
  });

  browserTest("shows the prompt without a word that was left out of the text", async ({ page }) => {
    const panel = await open(page, "without=1", cases.folder("removals_text"));
    await eventually(() => panel.textContent()).toContain("Prompt: “without circle”");
    expect(await panel.textContent()).toContain("left out of the text before it was encoded");
  });

  browserTest("marks where it changed by an outline, by colours, or not at all", async ({ page }) => {
    const panel = await open(page, "cells=1&without=1");
    const outline = panel.getByRole("img", { name: "Outline of half of the change without “circle”" });
    await outline.waitFor();
    const maps = changes(run());
    const map = maps[CIRCLE] ?? [];
    expect(await outline.locator("path").last().getAttribute("d")).toBe(outlineOf(map, 16));
    await panel.getByRole("button", { name: "Colours" }).click();
    const heat = panel.getByRole("img", { name: "Where the picture changes without “circle”" });
    await expectHeat(heat, map, [0, largest(maps.flat())], INFERNO);
    await page.getByRole("button", { name: "Each map alone" }).click();
    await expectHeat(heat, map, [0, largest(map)], INFERNO);
    await eventually(() => new URL(page.url()).hash).toMatch(/&scale=normalised.*&mark=colours/);
    await page.reload();
    await expectHeat(heat, map, [0, largest(map)], INFERNO);
    await panel.getByRole("button", { name: "Nothing" }).click();
    await eventually(() => Promise.all([heat.count(), outline.count()])).toEqual([0, 0]);
    await panel.getByRole("button", { name: "Outline" }).click();
    await outline.waitFor();
    await eventually(() => new URL(page.url()).hash).not.toContain("mark=");
  });

  browserTest("is not there for a run without removals", async ({ page }) => {
    await openViewer(page, { run: cases.folder("plain"), hash: "view=workbench&without=1" });
    expect(await page.getByRole("tab", { name: "What if" }).count()).toBe(0);
    await page.getByRole("tab", { name: "Denoising", selected: true }).waitFor();
    await eventually(() => new URL(page.url()).hash).not.toContain("without");
  });
});

describe("the story", () => {
  for (const [device, options] of [
    ["a screen", {}],
    ["a phone", PHONE],
  ] as const)
    browserTest(
      `lets a person guess first on ${device}, and judges no guess`,
      async ({ page }) => {
        await openViewer(page, { run: run(), hash: "step=3" });
        await goToScreen(page, "without-a-word");
        const screen = page.locator("#without-a-word");
        await expectPicture(screen, "The final picture", lastImage(run()));
        const words = screen.getByRole("toolbar", { name: "The word that goes" });
        await words.getByRole("button", { name: "circle" }).click();
        expect(await screen.getByRole("img", { name: /without/ }).count()).toBe(0);
        expect(await screen.textContent()).not.toContain("goes another way");
        await screen.getByRole("button", { name: "Its thing is gone" }).click();
        await expectPicture(screen, "The final picture without “circle”", without(CIRCLE));
        await expectPicture(screen, "The final picture", lastImage(run()));
        expect(await screen.locator(".guessed").textContent()).toMatch(
          /^You guessed its thing is gone\. The picture is the answer\.Without “circle” the picture/,
        );
        await words.getByRole("button", { name: "red" }).click(); // a new question
        expect(await screen.getByRole("img", { name: /without/ }).count()).toBe(0);
        await screen.getByRole("button", { name: "Show me without a guess" }).click();
        await expectPicture(screen, "The final picture without “red”", without(RED));
        expect(await screen.textContent()).not.toContain("You guessed");
      },
      options,
    );

  browserTest("has no such screen for a run without removals", async ({ page }) => {
    await openViewer(page, { run: cases.folder("plain") });
    await page.locator("#comparison").waitFor();
    expect(await page.locator("#without-a-word").count()).toBe(0);
  });
});

async function open(page: Page, hash: string, folder = run()): Promise<Locator> {
  await openViewer(page, { run: folder, hash: `view=workbench&${hash}` });
  return tab(page, "What if");
}

function word(panel: Locator, number: number): Locator {
  return panel.getByRole("toolbar", { name: "Take a word away" }).getByRole("button").nth(number);
}

function pressed(panel: Locator): Promise<string[]> {
  return panel.locator(".word-row [aria-pressed=true]").allTextContents();
}

async function expectPicture(panel: Locator, name: string, pixels: ArrayLike<number>): Promise<void> {
  await expectPixels(panel.getByRole("img", { name, exact: true }), pixels);
}

const lastImage = (folder: string) =>
  imageOf(folder, readJson<{ images: string[] }>(folder, "metadata.json").images.at(-1) ?? "");
const without = (number: number) => imageOf(run(), `removals/word_00${String(number)}.png`);

/** Changes without each word, 0 where they are not above the null's largest. */
function changes(folder: string): number[][] {
  const { removal_files: files } = readJson<{ removal_files: { path: string; shape: number[] }[] }>(
    folder,
    "metadata.json",
  );
  const [words = 0, rows = 0, columns = 0] = files[0]?.shape ?? [];
  const all = floatsOf(join(folder, files[0]?.path ?? ""));
  const maps = Array.from({ length: words }, (_, i) =>
    all.slice(i * rows * columns, (i + 1) * rows * columns),
  );
  const floor = largest(maps.at(-1) ?? []);
  return maps.slice(0, -1).map((map) => map.map((value) => (value > floor ? value : 0)));
}

/** The edges of the strongest cells, which hold half of a map: upper edge, then left edge, cell by cell. */
function outlineOf(map: readonly number[], columns: number): string {
  const order = [...map.keys()].sort((a, b) => (map[b] ?? 0) - (map[a] ?? 0));
  const half = map.reduce((sum, value) => sum + value, 0) / 2;
  const within = new Set<string>();
  let held = 0;
  for (const cell of order) {
    if (held >= half) break;
    within.add(`${String(cell % columns)} ${String(Math.floor(cell / columns))}`);
    held += map[cell] ?? 0;
  }
  const has = (x: number, y: number) => within.has(`${String(x)} ${String(y)}`);
  let path = "";
  for (let y = 0; y <= map.length / columns; y += 1)
    for (let x = 0; x <= columns; x += 1) {
      if (has(x, y) !== has(x, y - 1)) path += `M${String(x)} ${String(y)}h1`;
      if (has(x, y) !== has(x - 1, y)) path += `M${String(x)} ${String(y)}v1`;
    }
  return path;
}
