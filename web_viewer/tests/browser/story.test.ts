import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { CARTOON, PHOTO } from "../presets.ts";
import { browserTest } from "./support/page.ts";
import { metadataOf } from "./support/run_files.ts";
import { chip, eventually, expectStep, openViewer, selectedChips, stepSlider } from "./support/viewer.ts";

const { steps } = metadataOf(PHOTO);
/** Chapters whose scrolling goes through the steps, and what is the last to come into each. */
const LAST_TO_COME = {
  "noise-to-picture": ".film img[src]",
  "two-formulas": ".channels canvas",
  attention: ".legend",
  trajectory: "polyline",
} as const;
type Chapter = keyof typeof LAST_TO_COME;
const WALKED = Object.keys(LAST_TO_COME) as Chapter[];

describe("the story", () => {
  browserTest("has its chapters in order, of two runs side by side", async ({ page }) => {
    await openViewer(page, { compare: CARTOON });
    expect(await page.getByRole("heading", { level: 2 }).allTextContents()).toEqual([
      "Step 1 of 10",
      "From noise to picture",
      "Two formulas",
      "Where words act",
      "Layers, places, and the rest",
      "The path through latent space",
      "Two runs side by side",
      "Every number",
      "Where this comes from",
    ]);
    const pictures = page.locator("#noise-to-picture .run-picture p");
    expect(await pictures.allTextContents()).toEqual(["photo · step 1 of 10", "cartoon · step 1 of 10"]);
  });

  for (const chapter of WALKED) {
    browserTest(`goes through the steps by scrolling: ${chapter}`, async ({ page }) => {
      await openViewer(page, { hash: "word=2" });
      await arrive(page, chapter);
      for (const step of [2, 5, 9, 7]) {
        await scrollTo(page, chapter, (step + 0.5) / steps);
        await expectStep(page, step);
      }
      if (chapter === "attention")
        await page.getByRole("img", { name: "Attention to circle at step 8" }).waitFor();
      if (chapter === "noise-to-picture")
        await page.getByRole("img", { name: "Noisy picture after step 8" }).waitFor();
    });
  }

  browserTest("is moved by the slider within its chapter", async ({ page }) => {
    await openViewer(page, { hash: "word=2" });
    for (const chapter of WALKED) {
      await arrive(page, chapter);
      await scrollTo(page, chapter, 3.5 / steps);
      await expectStep(page, 3);
      for (const step of [8, 4]) {
        await stepSlider(page).fill(String(step));
        await eventually(() => shownStep(page, chapter)).toBe(step);
        await expectStep(page, step);
        expect(await chapterInMiddle(page)).toBe(chapter);
      }
    }
  });

  browserTest("shows what is selected when its chapter comes into sight", async ({ page }) => {
    await openViewer(page, { hash: "word=2" });
    await chip(page, 6).click();
    await page.locator("#layer-word").scrollIntoViewIfNeeded();
    const shown = (step: string) =>
      page.getByRole("img", { name: `Mean attention of each word by layer at step ${step}` }).waitFor();
    await shown(""); // scrolling past a chapter chooses its last step
    await stepSlider(page).fill("7");
    await shown("8");
    const lit = page.locator("#layer-word .matrix-labels [aria-pressed=true]");
    await eventually(() => lit.allTextContents()).toEqual(["square"]);
  });
});

describe("the switch of views", () => {
  browserTest("keeps step, layer, words, place and scale", async ({ page }) => {
    await openViewer(page, { hash: "step=8&layer=layer_1&word=2,5&at=0.4000,0.2500&scale=normalised" });
    for (const view of ["Workbench", "Story"]) {
      await page.getByRole("button", { name: view, exact: true }).click();
      await expectStep(page, 8);
      expect(await page.getByRole("combobox", { name: "Attention layer" }).inputValue()).toBe("layer_1");
      expect(await selectedChips(page)).toEqual(["circle", "blue"]);
      expect(await page.getByRole("button", { name: "Each map alone" }).getAttribute("aria-pressed")).toBe(
        "true",
      );
      await page.locator(".ranked").scrollIntoViewIfNeeded();
      await eventually(() => page.locator(".ranked > p").textContent()).toMatch(
        /^Kept place: 40 % from the left/,
      );
    }
  });
});

/** Scroll to a chapter and wait until all of it is there: before, its height is not known. */
async function arrive(page: Page, chapter: Chapter): Promise<void> {
  await scrollTo(page, chapter, 0.5);
  await page.locator(`#${chapter} ${LAST_TO_COME[chapter]}`).first().waitFor();
  await eventually(() => page.locator(`#${chapter} canvas[aria-busy=true]`).count()).toBe(0);
}

/** Scroll to a share of a chapter's way. */
async function scrollTo(page: Page, chapter: Chapter, share: number): Promise<void> {
  await page.evaluate(
    ([id, part]) => {
      const track = document.getElementById(id);
      const stage = track?.querySelector(".stage");
      if (!track || !stage) return;
      const room = track.offsetHeight - stage.getBoundingClientRect().height;
      const pinnedAt = parseFloat(getComputedStyle(stage).top);
      window.scrollTo({ top: track.getBoundingClientRect().top + scrollY - pinnedAt + part * room });
    },
    [chapter, share] as const,
  );
}

/** The step that a chapter's place on the screen stands for. */
function shownStep(page: Page, chapter: Chapter): Promise<number> {
  return page.evaluate(
    ([id, count]) => {
      const track = document.getElementById(id)?.getBoundingClientRect();
      const stage = document.querySelector(`#${id} .stage`)?.getBoundingClientRect();
      if (!track || !stage) return -1;
      return Math.floor(((stage.top - track.top) / (track.height - stage.height)) * count);
    },
    [chapter, steps] as const,
  );
}

function chapterInMiddle(page: Page): Promise<string | undefined> {
  return page.evaluate(
    () => document.elementFromPoint(innerWidth - 200, innerHeight / 2)?.closest(".chapter")?.id,
  );
}
