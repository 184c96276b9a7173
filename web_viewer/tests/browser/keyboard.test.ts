import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { browserTest } from "./support/page.ts";
import {
  eventually,
  expectStep,
  leaveControls,
  openViewer,
  selectedChips,
  stepSlider,
} from "./support/viewer.ts";

const BENCH = "view=workbench&word=2&layer=layer_3";

describe("keys", () => {
  browserTest("go through the steps", async ({ page }) => {
    await begin(page);
    const presses = [
      ["ArrowRight", 1],
      ["ArrowRight", 2],
      ["Shift+ArrowRight", 7],
      ["ArrowLeft", 6],
      ["Shift+ArrowLeft", 1],
      ["End", 9],
      ["ArrowRight", 9],
      ["Home", 0],
      ["ArrowLeft", 0],
    ] as const;
    for (const [key, step] of presses) {
      await page.keyboard.press(key);
      await expectStep(page, step);
    }
  });

  browserTest("play and pause, and switch the loop", async ({ page }) => {
    await begin(page);
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Pause" }).waitFor();
    await eventually(async () => Number(await stepSlider(page).inputValue())).toBeGreaterThan(1);
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Play" }).waitFor();
    await expectPressed(page, "Loop", true);
    await page.keyboard.press("l");
    await expectPressed(page, "Loop", false);
    await page.keyboard.press("L");
    await expectPressed(page, "Loop", true);
  });

  browserTest("go through the layers and stop at the last one", async ({ page }) => {
    await begin(page);
    const layer = page.getByRole("combobox", { name: "Attention layer" });
    const presses = [
      ["]", "layer_5"],
      ["]", "layer_5"],
      ["[", "layer_3"],
      ["[", "layer_1"],
      ["[", "layer_1"],
    ] as const;
    for (const [key, expected] of presses) {
      await page.keyboard.press(key);
      await eventually(() => layer.inputValue()).toBe(expected);
    }
  });

  browserTest("select words by number, add with Alt, and let go of all", async ({ page }) => {
    await begin(page);
    await page.keyboard.press("2");
    await eventually(() => selectedChips(page)).toEqual(["red"]);
    await page.keyboard.press("Alt+7");
    await eventually(() => selectedChips(page)).toEqual(["red", "square"]);
    await page.keyboard.press("9");
    await eventually(() => selectedChips(page)).toEqual(["a#3"]);
    await page.keyboard.press("0");
    await eventually(() => selectedChips(page)).toEqual([]);
  });

  browserTest("switch the scale, the special tokens and the view", async ({ page }) => {
    await begin(page);
    await page.keyboard.press("s");
    await expectPressed(page, "Each map alone", true);
    await page.keyboard.press("s");
    await expectPressed(page, "Shared scale", true);
    const special = page.getByRole("checkbox", { name: "start, end and padding" });
    await page.keyboard.press("t");
    await eventually(() => special.isChecked()).toBe(true);
    await page.keyboard.press("t");
    await eventually(() => special.isChecked()).toBe(false);
    await page.keyboard.press("v");
    await expectPressed(page, "Story", true);
    await page.keyboard.press("v");
    await expectPressed(page, "Workbench", true);
  });

  browserTest("are all told by the help, which ? opens and Esc closes", async ({ page }) => {
    await begin(page);
    await page.keyboard.press("?");
    const help = page.getByRole("dialog", { name: "Keyboard" });
    await help.waitFor();
    const keys = [
      "→",
      "←",
      "Home",
      "End",
      "Space",
      "L",
      "[",
      "]",
      "1 to 9",
      "0",
      "E",
      "S",
      "T",
      "V",
      "Esc",
      "?",
    ];
    expect(await help.locator("kbd").allTextContents()).toEqual(keys);
    await page.keyboard.press("Escape");
    await help.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Keyboard and help" }).click();
    await help.getByRole("button", { name: "Close" }).click();
    await help.waitFor({ state: "hidden" });
  });

  browserTest("stay with the control that needs them", async ({ page }) => {
    await begin(page);
    await page.getByRole("combobox", { name: "Colours" }).focus();
    await page.keyboard.press("v"); // chooses viridis there
    await eventually(() => page.getByRole("combobox", { name: "Colours" }).inputValue()).toBe("viridis");
    await expectPressed(page, "Workbench", true);
    await page.getByRole("button", { name: "Next step" }).focus();
    await page.keyboard.press("Space");
    await expectStep(page, 1);
    await page.getByRole("button", { name: "Play" }).waitFor();
    await stepSlider(page).focus();
    await page.keyboard.press("ArrowRight");
    await expectStep(page, 2);
  });
});

async function begin(page: Page): Promise<void> {
  await openViewer(page, { hash: BENCH });
  await leaveControls(page);
}

async function expectPressed(page: Page, name: string, pressed: boolean): Promise<void> {
  const button = page.getByRole("button", { name, exact: true });
  await eventually(() => button.getAttribute("aria-pressed")).toBe(String(pressed));
}
