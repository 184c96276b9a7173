import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { ROWS_OF_BOTH } from "../../src/workbench/Workbench.tsx";
import { CARTOON } from "../presets.ts";
import { browserTest } from "./support/page.ts";
import { chip, eventually, everyTab, expectStep, openViewer, selectedChips } from "./support/viewer.ts";

const LIGHT = "rgb(246, 245, 242)";
const DARK = "rgb(19, 20, 22)";

describe("light and dark", () => {
  browserTest("are same as the system until one is chosen, which is remembered", async ({ page }) => {
    await page.emulateMedia({ colorScheme: "dark" });
    await openViewer(page, {});
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await eventually(ground).toBe(DARK);
    await page.emulateMedia({ colorScheme: "light" });
    await eventually(ground).toBe(LIGHT);
    await page.getByRole("button", { name: "Colours: system" }).click();
    await page.getByRole("button", { name: "Colours: light" }).click();
    await page.getByRole("button", { name: "Colours: dark" }).waitFor();
    await eventually(ground).toBe(DARK);
    await page.reload();
    await page.getByRole("button", { name: "Colours: dark" }).waitFor();
    await eventually(ground).toBe(DARK);
    await page.getByRole("button", { name: "Colours: dark" }).click();
    await eventually(ground).toBe(LIGHT);
  });
});

describe("motion", () => {
  for (const [reducedMotion, longest] of [
    ["no-preference", 0.12],
    ["reduce", 0],
  ] as const) {
    browserTest(
      `is as the person wishes: ${reducedMotion}`,
      async ({ page }) => {
        await openViewer(page, { hash: "view=workbench&word=2" });
        const moving = () =>
          page.evaluate(() => {
            const all = [...document.querySelectorAll("*")].map(
              (e) => getComputedStyle(e).transitionDuration,
            );
            return { longest: Math.max(...all.map(parseFloat)), animations: document.getAnimations().length };
          });
        await page.getByRole("img", { name: "Attention to circle at step 1" }).waitFor();
        await eventually(moving).toEqual({ longest, animations: 0 });
      },
      { reducedMotion },
    );
  }
});

describe("a phone", () => {
  const options = {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 2,
  };

  browserTest(
    "shows the workbench in its width, with the rail folded",
    async ({ page }) => {
      await openViewer(page, { compare: CARTOON, hash: "view=workbench&word=2&step=6" });
      await expectWithin(page);
      const fold = page.getByRole("button", { name: "Layer, words and maps" });
      expect(await fold.getAttribute("aria-expanded")).toBe("false");
      expect(await chip(page, 0).isVisible()).toBe(false);
      await fold.tap();
      await page.getByRole("button", { name: "Hide layer, words and maps" }).waitFor();
      await chip(page, 6).tap();
      await eventually(() => selectedChips(page)).toEqual(["square"]);
      await expectWithin(page);
      await page.getByRole("button", { name: "Hide layer, words and maps" }).tap();
      expect(await chip(page, 0).isVisible()).toBe(false);
      await page.getByRole("button", { name: "Next step" }).tap();
      await expectStep(page, 7);
    },
    options,
  );

  browserTest(
    "shows every panel of the workbench in its width",
    async ({ page }) => {
      await openViewer(page, { compare: CARTOON, hash: "view=workbench&word=2&step=6" });
      await expectWithin(page);
      const tabs = new Set(ROWS_OF_BOTH.flatMap(({ panes }) => panes.flatMap((pane) => [...pane.tabs])));
      expect((await everyTab(page)).size).toBe(tabs.size);
      await expectWithin(page);
    },
    options,
  );
});

/** Nothing is wider than the window. */
async function expectWithin(page: Page): Promise<void> {
  const wide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    return { window: width, content: document.documentElement.scrollWidth };
  });
  expect(wide).toEqual({ window: 390, content: 390 });
}
