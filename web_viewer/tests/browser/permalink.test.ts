import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { CARTOON, PHOTO } from "../presets.ts";
import { readable } from "./support/numbers.ts";
import { browserTest } from "./support/page.ts";
import { metadataOf } from "./support/run_files.ts";
import { chip, eventually, openViewer, selectedChips, stepSlider, tab } from "./support/viewer.ts";

const HASH =
  "step=7&layer=layer_5&head=1&word=2,c1:1&at=0.2500,0.7500&view=workbench&scale=normalised&colours=viridis&opacity=0.40&cells=1&align=step";
const SHOWN = {
  step: "7",
  layer: "layer_5",
  head: "1",
  words: ["circle", "green"],
  place: "Kept place: 25\u00a0% from the left, 75\u00a0% from the top. Click or press Esc to release it.",
  pressed: ["Workbench", "Each map alone"],
  colours: "viridis",
  opacity: "40",
  smooth: false,
};
const DEFAULTS = {
  step: "3",
  layer: "layer_5",
  head: "mean",
  pressed: ["Workbench", "Shared scale"],
  colours: "inferno",
  opacity: "65",
  smooth: true,
};

describe("a link", () => {
  browserTest("restores the whole state, again after reloading", async ({ page }) => {
    await openViewer(page, { hash: HASH });
    await eventually(() => shown(page)).toEqual(SHOWN);
    expect(new URL(page.url()).hash).toBe(`#${HASH}`);
    await page.reload();
    await stepSlider(page).waitFor();
    await eventually(() => shown(page)).toEqual(SHOWN);
  });

  browserTest("restores how two runs are aligned", async ({ page }) => {
    await openViewer(page, { compare: CARTOON, hash: HASH });
    await expectAligned(page, "Same step");
    expect(new URL(page.url()).hash).toBe(`#${HASH}`);
    await page.reload();
    await stepSlider(page).waitFor();
    await expectAligned(page, "Same step");
  });

  browserTest("restores what runs along every chart, which each of them names", async ({ page }) => {
    const levels = metadataOf(PHOTO).generator.sigmas.slice(0, -1);
    const expectAxis = async (axis: string, head: string, note: RegExp) => {
      for (const name of ["Curves", "Start, end, padding", "Metrics"]) {
        const names = (await tab(page, name)).locator("svg[role=img] > .tick");
        await eventually(async () => new Set(await names.allTextContents())).toContain(axis);
      }
      const matrix = await tab(page, "Word × step");
      expect(await matrix.locator(".matrix-heads span").allTextContents()).toContain(head);
      expect(await matrix.locator(".matrix-note").textContent()).toMatch(note);
    };
    await openViewer(page, { hash: "view=workbench&step=6&word=2&layer=layer_5" });
    await expectAxis("step", "10", /^step 7; /);
    const choice = page.getByRole("group", { name: "What runs along the charts" });
    await choice.getByRole("button", { name: "Noise level" }).click();
    const noise = "noise level σ, from high to low (logarithmic)";
    const note = new RegExp(`^step 7, noise level ${readable(levels[6])} .columns are steps, all as wide.; `);
    await expectAxis(noise, readable(levels[0]), note);
    await eventually(() => new URL(page.url()).hash).toContain("&align=sigma");
    await page.reload();
    await page.getByRole("tab").first().waitFor();
    await expectAxis(noise, readable(levels[0]), note);
    expect(await choice.locator("[aria-pressed=true]").textContent()).toBe("Noise level");
  });

  browserTest("keeps up with what is chosen", async ({ page }) => {
    await openViewer(page, { hash: "step=0&view=workbench&word=1" });
    const hash = () => new URL(page.url()).hash;
    await stepSlider(page).fill("5");
    await eventually(hash).toBe("#step=5&layer=layer_5&word=1&view=workbench");
    await chip(page, 4).click({ modifiers: ["Shift"] });
    await page.getByRole("combobox", { name: "Attention layer" }).selectOption("layer_3");
    await page.getByRole("checkbox", { name: "smooth" }).uncheck();
    await eventually(hash).toBe("#step=5&layer=layer_3&word=1,4&view=workbench&cells=1");
    await page
      .locator(".place")
      .first()
      .click({ position: { x: 30, y: 40 } });
    await eventually(hash).toMatch(/&at=0\.\d{4},0\.\d{4}&/);
    const kept = await page.locator(".ranked > p").textContent();
    await page.reload();
    await stepSlider(page).waitFor();
    await eventually(() => page.locator(".ranked > p").textContent()).toBe(kept);
    await page.getByRole("button", { name: "clear" }).click();
    await eventually(hash).toContain("&word=none&");
    await page.reload(); // a new visitor would find a word selected
    await stepSlider(page).waitFor();
    await eventually(() => selectedChips(page)).toEqual([]);
  });

  browserTest("is applied when the address is edited", async ({ page }) => {
    await openViewer(page, { hash: "step=0&view=workbench&word=1" });
    await page.evaluate((text) => (location.hash = text), HASH);
    await eventually(() => shown(page)).toEqual(SHOWN);
    await page.evaluate(() => (location.hash = "step=3&view=workbench&word=2"));
    await eventually(() => shown(page)).toMatchObject({ ...DEFAULTS, words: ["circle"] });
    expect((await shown(page)).place).toMatch(/^The whole picture, on average/);
  });

  browserTest("that is damaged opens the page with what can be used", async ({ page }) => {
    const hash =
      "step=99999&layer=nope&head=7&word=2,c9:1,x,400&at=7,abc&view=table&scale=<b>&opacity=9&colours=jet";
    await openViewer(page, { hash });
    expect(await page.locator(".header [aria-pressed=true]").allTextContents()).toEqual(["Story"]);
    await page.keyboard.press("v");
    await eventually(async () => (await shown(page)).words).toEqual(["circle"]);
    const { place, ...rest } = await shown(page);
    expect(place).toMatch(/^The whole picture, on average/);
    expect(rest).toEqual({
      ...DEFAULTS,
      words: ["circle"],
      step: "9",
      pressed: ["Workbench", "Shared scale"],
    });
  });
});

/** What the controls say. */
async function shown(page: Page) {
  const heads = page.getByRole("combobox", { name: "Heads" });
  const pressed = page.locator("header .segmented [aria-pressed=true], .appearance [aria-pressed=true]");
  return {
    step: await stepSlider(page).inputValue(),
    layer: await page.getByRole("combobox", { name: "Attention layer" }).inputValue(),
    head: await heads.inputValue(),
    words: await page.locator(".chip[aria-pressed=true]").allTextContents(),
    place: await page.locator(".ranked > p").textContent(),
    pressed: await pressed.allTextContents(),
    colours: await page.getByRole("combobox", { name: "Colours" }).inputValue(),
    opacity: await page.getByRole("slider", { name: "Opacity" }).inputValue(),
    smooth: await page.getByRole("checkbox", { name: "smooth" }).isChecked(),
  };
}

async function expectAligned(page: Page, way: string): Promise<void> {
  await page.getByRole("tab", { name: "Comparison" }).click();
  const button = page.getByRole("button", { name: way });
  await eventually(() => button.getAttribute("aria-pressed")).toBe("true");
}
