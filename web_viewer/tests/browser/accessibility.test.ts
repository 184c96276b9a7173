import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { CARTOON } from "../presets.ts";
import { browserTest } from "./support/page.ts";
import { buildCases } from "./support/cases.ts";
import { eventually, goToScreen, openViewer } from "./support/viewer.ts";

const cases = buildCases("removals");

describe.each(["light", "dark"] as const)("nothing keeps anybody out, %s", (colorScheme) => {
  const options = { colorScheme };

  browserTest(
    `of the story, its help and its menu, ${colorScheme}`,
    async ({ page }) => {
      await openViewer(page, { compare: CARTOON, hash: "word=2&step=6&at=0.5,0.5" });
      for (const heading of await page.getByRole("heading", { level: 2 }).all()) {
        await heading.scrollIntoViewIfNeeded();
      }
      await settled(page);
      expect(await violations(page)).toEqual([]);
      await page.getByRole("button", { name: "Open a run" }).click();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Keyboard and help" }).click();
      expect(await violations(page)).toEqual([]);
    },
    options,
  );

  browserTest(
    `of a picture without a word, in the story and on the workbench, ${colorScheme}`,
    async ({ page }) => {
      await openViewer(page, { run: cases.folder("removals"), hash: "step=3&without=1" });
      await goToScreen(page, "without-a-word");
      const screen = page.locator("#without-a-word");
      await screen.getByRole("button", { name: "circle" }).click();
      expect(await violations(page)).toEqual([]);
      await screen.getByRole("button", { name: "Another shape" }).click();
      expect(await violations(page)).toEqual([]);
      await page.getByRole("button", { name: "Workbench", exact: true }).click();
      await page.getByRole("tabpanel", { name: "What if" }).getByRole("button", { name: "Colours" }).click();
      await settled(page);
      expect(await violations(page)).toEqual([]);
    },
    options,
  );

  browserTest(
    `of any panel of the workbench, ${colorScheme}`,
    async ({ page }) => {
      await openViewer(page, { compare: CARTOON, hash: "view=workbench&word=2&step=6&at=0.5,0.5" });
      const groups = await page.getByRole("tablist").all();
      const counts = await Promise.all(groups.map((group) => group.getByRole("tab").count()));
      expect(counts.length).toBeGreaterThan(1);
      for (let i = 0; i < Math.max(...counts); i += 1) {
        for (const group of groups) {
          const tab = group.getByRole("tab").nth(i);
          if (await tab.count()) await tab.click();
        }
        await page.locator("details").evaluateAll((all) => {
          for (const details of all) details.setAttribute("open", "");
        });
        await settled(page);
        expect(await violations(page)).toEqual([]);
      }
    },
    options,
  );
});

/** Wait until all maps are drawn. */
async function settled(page: Page): Promise<void> {
  await eventually(() => page.locator("canvas.heat[aria-busy=true]").count()).toBe(0);
}

/** What axe finds, by rule and element. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations: found } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return found.flatMap(({ id, nodes }) =>
      nodes.map((n) => `${id}: ${n.target.join(" ")} ${n.failureSummary ?? ""}`),
    );
  });
}
