import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { PHOTO } from "../presets.ts";
import { browserTest } from "./support/page.ts";
import { metadataOf, wordNames } from "./support/run_files.ts";
import {
  chip,
  eventually,
  expectStep,
  leaveControls,
  openViewer,
  selectedChips,
  stepSlider,
} from "./support/viewer.ts";

const { steps, prompt } = metadataOf(PHOTO);
const WORDS = wordNames(prompt.words);
const BENCH = "view=workbench&word=2&layer=layer_5";

describe("steps", () => {
  browserTest(
    "are gone through by slider and buttons, with their noise level and timestep",
    async ({ page }) => {
      await openViewer(page, { hash: BENCH });
      const title = page.getByRole("region", { name: "Step", exact: true });
      const previous = page.getByRole("button", { name: "Previous step" });
      const next = page.getByRole("button", { name: "Next step" });
      expect(await stepSlider(page).getAttribute("max")).toBe(String(steps - 1));
      expect(await previous.isDisabled()).toBe(true);
      await stepSlider(page).fill("7");
      await eventually(() => title.textContent()).toContain("Step 8 of 10σ 0.625 · t 222");
      await next.click();
      await expectStep(page, 8);
      await previous.click();
      await previous.click();
      await expectStep(page, 6);
      await stepSlider(page).fill("9");
      expect(await next.isDisabled()).toBe(true);
      expect(await stepSlider(page).getAttribute("aria-valuetext")).toBe("Step 10 of 10");
    },
  );

  browserTest("play at the chosen speed, pause, and begin again or stop at the end", async ({ page }) => {
    await page.clock.install();
    await openViewer(page, { hash: BENCH });
    await page.clock.pauseAt(Date.now() + 3_600_000);
    const play = page.getByRole("button", { name: "Play" });
    const pause = page.getByRole("button", { name: "Pause" });
    await play.click();
    await pause.waitFor();
    await page.clock.runFor(3_000 / 6 + 20); // three steps at six a second
    await expectStep(page, 3);
    await page.getByRole("combobox", { name: "Speed" }).selectOption("12 / s");
    await page.clock.runFor(500 + 20);
    await expectStep(page, 9);
    await pause.click();
    await play.waitFor();
    await page.clock.runFor(2_000);
    await expectStep(page, 9);

    await stepSlider(page).fill("8");
    await play.click();
    await pause.waitFor();
    await page.clock.runFor(3_000 / 12 + 20);
    await expectStep(page, 1); // 9, 0, 1
    await page.getByRole("button", { name: "Loop" }).click();
    await page.clock.runFor(3_000);
    await expectStep(page, steps - 1);
    await play.waitFor();
    await play.click(); // at the end it begins at the first step
    await expectStep(page, 0);
  });
});

describe("the attention layer", () => {
  const layer = (page: Page) => page.getByRole("combobox", { name: "Attention layer" });

  browserTest("is picked from the list or by its bar in the network", async ({ page }) => {
    await openViewer(page, { hash: BENCH });
    const rail = page.getByRole("region", { name: "Attention layer" });
    const bars = rail.getByRole("group", { name: "Position in the network" }).getByRole("button");
    expect(await layer(page).getByRole("option").allTextContents()).toEqual([
      "Encoder 8 (8 × 8)",
      "Middle (8 × 8)",
      "Decoder 4 (16 × 16)",
    ]);
    await layer(page).selectOption("layer_1");
    await eventually(() => rail.locator("code").textContent()).toBe(
      "input_blocks.8.1.transformer_blocks.0.attn2",
    );
    const names = await bars.evaluateAll((all) => all.map((bar) => bar.getAttribute("aria-label")));
    expect(names).toEqual(["Encoder 8, 8 × 8 cells", "Middle, 8 × 8 cells", "Decoder 4, 16 × 16 cells"]);
    const heights = await bars.evaluateAll((all) => all.map((bar) => bar.getBoundingClientRect().height));
    const [encoder = 0, middle = 0, decoder = 0] = heights;
    expect(middle).toBeLessThan(decoder); // the grid is coarser
    expect(encoder).toBe(middle);
    await bars.nth(1).click();
    await eventually(() => layer(page).inputValue()).toBe("layer_3");
    expect(await bars.nth(1).getAttribute("aria-pressed")).toBe("true");
  });
});

describe("words", () => {
  browserTest("are chips: one by a click, several with Shift, none by clearing", async ({ page }) => {
    await openViewer(page, { hash: BENCH });
    await eventually(() => selectedChips(page)).toEqual(["circle"]);
    await chip(page, 6).click();
    await eventually(() => selectedChips(page)).toEqual(["square"]);
    await chip(page, 5).click({ modifiers: ["Shift"] });
    await eventually(() => selectedChips(page)).toEqual(["blue", "square"]);
    await chip(page, 6).click({ modifiers: ["Shift"] });
    await eventually(() => selectedChips(page)).toEqual(["blue"]);
    await chip(page, 1, "Negative prompt").click();
    await eventually(() => selectedChips(page)).toEqual(["green"]);
    await page.getByRole("button", { name: "clear" }).click();
    await eventually(() => selectedChips(page)).toEqual([]);
  });

  browserTest("stand with start, end and padding only when those are unfolded", async ({ page }) => {
    await openViewer(page, { hash: BENCH });
    const group = page.getByRole("group", { name: "Prompt", exact: true });
    const chips = () => group.getByRole("button").allTextContents();
    const padding = prompt.special_mask.filter(Boolean).length - 2; // all but start and end
    expect(await chips()).toEqual(WORDS);
    await page.getByRole("checkbox", { name: "start, end and padding" }).check();
    await eventually(chips).toEqual([...WORDS, "⟨start⟩", "⟨end⟩", `⟨padding⟩ ×${String(padding)}`]);
  });
});

describe("maps", () => {
  browserTest("take the opacity, the colours and the scale that are chosen", async ({ page }) => {
    await openViewer(page, { hash: BENCH });
    const map = page.getByRole("img", { name: "Attention to circle at step 1" });
    await page.getByRole("slider", { name: "Opacity" }).fill("30");
    await eventually(() => map.evaluate((canvas) => (canvas as HTMLElement).style.opacity)).toBe("0.3");
    const scale = page.getByRole("group", { name: "Colour scale" });
    const note = page.getByRole("region", { name: "Appearance of maps" });
    await eventually(() => note.textContent()).toContain("you can compare brightness");
    await scale.getByRole("button", { name: "Each map alone" }).click();
    await eventually(() => note.textContent()).toContain("you can’t compare amounts");
    await leaveControls(page);
    await page.getByRole("combobox", { name: "Colours" }).selectOption("viridis");
    const bar = page.locator(".legend-bar").last();
    await eventually(() => bar.evaluate((e) => (e as HTMLElement).style.background)).toMatch(
      /rgb\(68, 1, 84\).*rgb\(253, 231, 37\)/, // viridis' ends
    );
  });
});
