/** Nothing is cut and nothing is empty: each panel and each screen, in windows, of pictures and of runs of many sizes. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type PanelId, PANELS } from "../../src/panels/index.ts";
import { ROWS, ROWS_OF_BOTH } from "../../src/workbench/Workbench.tsx";
import { CARTOON } from "../presets.ts";
import { type Fit, fitOf } from "./support/fit.ts";
import { browserTest, PHONE } from "./support/page.ts";
import { eventually, goToScreen, openViewer, SCREENS, tab } from "./support/viewer.ts";

const WINDOWS = {
  1280: { viewport: { width: 1280, height: 720 } },
  1440: { viewport: { width: 1440, height: 900 } },
  1920: { viewport: { width: 1920, height: 1080 } },
  390: PHONE,
} as const;

/**
 * Each window with each number of steps; and any two of window, shape, steps, and one or two runs, at least once. Wide runs
 * have effects of words, whose maps are shown as the last column says.
 */
const CASES = [
  [1280, "wide-8", null, "both"],
  [1280, "tall-30", "tall-8", "attention"],
  [1280, "tall-100", null, "attention"],
  [1440, "tall-8", "tall-30", "attention"],
  [1440, "wide-30", null, "both"],
  [1440, "wide-100", "wide-8", "effect"],
  [1920, "wide-8", "wide-30", "effect"],
  [1920, "tall-30", null, "attention"],
  [1920, "tall-100", "tall-30", "attention"],
  [390, "tall-8", null, "attention"],
  [390, "wide-30", "wide-8", "effect"],
  [390, "wide-100", null, "both"],
] as const;

/** Panels of text: there is as much of it as there is to say, and lines end where a person can read them. */
const TEXTS: readonly PanelId[] = ["formulas", "provenance", "comparison-prompts"];
/** Panels that are seen whole where the window has room, without scrolling. */
const WHOLE: readonly PanelId[] = [
  "attention-overlay",
  "self-attention",
  "word-curves",
  "special-mass",
  "trajectory-panel",
  "comparison-curves",
  "comparison",
];

let runs = "";
beforeAll(() => {
  runs = mkdtempSync(join(tmpdir(), "diffulizer_shapes_"));
  const names = ["wide", "tall"].flatMap((shape) => [8, 30, 100].map((steps) => `${shape}-${String(steps)}`));
  execFileSync(inject("python"), [join(import.meta.dirname, "support/build_shapes.py"), runs, ...names]);
}, 120_000);
afterAll(() => {
  rmSync(runs, { recursive: true });
});

test("every panel is among those that are measured", () => {
  const measured = [...ROWS, ...ROWS_OF_BOTH].flatMap(({ panes }) => panes.flatMap(({ tabs }) => [...tabs]));
  expect(new Set(measured)).toEqual(new Set(Object.keys(PANELS)));
});

for (const [width, run, compare, source] of CASES) {
  const named = `of ${String(width)} pixels, ${run} ${compare ? `beside ${compare}` : "alone"}`;
  const open = (page: Page, view: string) =>
    openViewer(page, {
      run: join(runs, run),
      ...(compare && { compare: join(runs, compare) }),
      hash: `view=${view}&show=${source}&step=3&word=2&at=0.4,0.3`,
    });

  browserTest(
    `panels in a window ${named}, are neither cut nor empty`,
    async ({ page }) => {
      await open(page, "workbench");
      const rows = compare ? ROWS_OF_BOTH : ROWS;
      const faults: string[] = [];
      for (const { panes } of rows)
        for (const { tabs } of panes)
          for (const id of tabs) {
            const panel = await tab(page, PANELS[id].title);
            // What is said of effects takes more room than a low pane has, and so does the table of layers.
            const low =
              id === "attention-overlay" && (source === "both" || (source === "effect" && compare !== null));
            await settled(page);
            faults.push(...faultsOf(id, await fitOf(panel), width, low));
          }
      expect(faults).toEqual([]);
      await expectNoWider(page);
    },
    WINDOWS[width],
  );

  browserTest(
    `screens of the story in a window ${named}, are not cut, and fit into it`,
    async ({ page }) => {
      await open(page, "story");
      const faults: string[] = [];
      for (const id of [...SCREENS, "without-a-word"] as const) {
        await goToScreen(page, id);
        await settled(page);
        const stage = page.locator(`#${id} .stage`);
        faults.push(...(await fitOf(stage)).cut.map((fault) => `${id}: ${fault}`));
        const beyond = width === 390 ? 0 : await beyondWindow(page, id);
        if (beyond > 0) faults.push(`${id} is ${String(beyond)} px higher than the window`);
      }
      expect(faults).toEqual([]);
      await expectNoWider(page);
    },
    WINDOWS[width],
  );
}

describe("two runs", () => {
  for (const width of [1440, 390] as const)
    browserTest(
      `have pictures of a size that shows something in a window of ${String(width)} pixels`,
      async ({ page }) => {
        await openViewer(page, { compare: CARTOON, hash: "view=workbench&step=8" });
        const frames = (await tab(page, "Comparison")).locator(".compared .frame");
        await eventually(() => frames.count()).toBe(3);
        for (const frame of await frames.all()) {
          const box = await frame.boundingBox();
          expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThan(150);
        }
      },
      WINDOWS[width],
    );
});

/** What is wrong with a panel, in words; `low`: its pane need not show it whole. */
function faultsOf(id: PanelId, fit: Fit, width: number, low: boolean): string[] {
  const faults = [...fit.cut];
  const most = (part: "rows" | "columns" | "area", least: number) => {
    if (fit[part] < least) faults.push(`only ${fit[part].toFixed(2)} of its ${part} is filled`);
  };
  if (TEXTS.includes(id)) most("columns", 0.5);
  else if (!fit.missing) {
    most("columns", 0.65);
    most("rows", 0.75);
    most("area", 0.25);
  }
  if (width >= 1440 && WHOLE.includes(id) && !low && fit.scrolls) faults.push("it has to be scrolled");
  return faults.map((fault) => `${id}: ${fault}`);
}

/** Wait until all that is in the window is drawn. */
async function settled(page: Page): Promise<void> {
  await eventually(() =>
    page.locator("canvas[aria-busy=true]:visible, .run-verdict[aria-busy=true]").count(),
  ).toBe(0);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** By how many pixels a screen is higher than what the machine above it and the controls below it leave. */
function beyondWindow(page: Page, id: string): Promise<number> {
  return page.evaluate((screen) => {
    const box = (selector: string) =>
      document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
    return Math.floor(box(`#${screen} .stage`).height - (box(".dock").top - box(".machine").bottom));
  }, id);
}

async function expectNoWider(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
}
