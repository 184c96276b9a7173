/** More than two runs beside each other: one step, one word, one layer, and how each differs from one of them. */
import { basename } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { CARTOON, PHOTO } from "../presets.ts";
import { expectHeat, INFERNO, pixelsOf } from "./support/canvas.ts";
import { copyOf, edit } from "./support/copies.ts";
import { browserTest } from "./support/page.ts";
import { DIST } from "./support/places.ts";
import { mapOf } from "./support/run_files.ts";
import { staticHost } from "./support/servers.ts";
import { eventually, stepSlider } from "./support/viewer.ts";

/** "red", "circle" and others of the bundled prompt. */
const CIRCLE = 2;

describe("three runs", () => {
  browserTest("are beside each other by what varies, on one scale, with one word", async ({ page }) => {
    await open(page, [12, 1, 5], "step=6&layer=layer_5&word=2&cells=1");
    const cells = page.locator(".run-grid li");
    await eventually(() => cells.locator(".name").allTextContents()).toEqual([
      "cfg scale 1",
      "cfg scale 5",
      "cfg scale 12",
    ]);
    const map = mapOf(PHOTO, "layer_5", 6)[CIRCLE + 1] ?? []; // after the start token
    for (const i of [0, 1, 2])
      await expectHeat(cells.nth(i).locator("canvas.over"), map, [0, Math.max(...map)], INFERNO);
    await stepSlider(page).fill("8");
    await eventually(() => cells.first().textContent()).toContain("step 9 of 10");
  });

  browserTest("differ from the reference where their pictures do", async ({ page }) => {
    await open(page, [1, 5, 12], "step=6&layer=layer_5&word=2", CARTOON);
    const show = page.getByRole("combobox", { name: "Show" });
    await show.selectOption({ label: "How far each picture is from the reference" });
    const cells = page.locator(".run-grid li");
    await eventually(() => cells.first().textContent()).toContain("reference · mean 0");
    const other = cells.filter({ hasText: "cartoon" });
    await eventually(() => other.textContent()).toMatch(/mean 0\.\d+/);
    const drawn = await pixelsOf(other.locator("canvas.over"));
    expect(new Set(drawn).size).toBeGreaterThan(20);
    await show.selectOption({ label: "Attention to the word, less that of the reference" });
    await page.getByText("red where a run attends more than the reference").waitFor();
    await other.getByRole("button").click();
    await page.getByRole("tab").first().waitFor(); // the workbench, beside the reference
    const shown = page.getByRole("combobox", { name: "Run", exact: true }).locator("option:checked");
    await eventually(() => shown.textContent()).toBe("other");
  });
});

/** Copies of the photo with another guidance scale each, and where it is named another run. */
async function open(page: Page, scales: readonly number[], hash: string, more?: string): Promise<void> {
  const folders = scales.map((scale) => {
    const copy = copyOf(PHOTO, `cfg_${String(scale)}`);
    edit(copy, "metadata.json", (metadata) => {
      metadata.generator.cfg_scale = scale;
    });
    return copy;
  });
  if (more) folders.push(copyOf(more, "other"));
  const mounts = Object.fromEntries(folders.map((folder) => [`/runs/${basename(folder)}/`, folder]));
  const host = await staticHost({ ...mounts, "/": DIST });
  const query = folders.map((folder) => `run=runs/${basename(folder)}`).join("&");
  await page.goto(`${host}/?${query}#${hash}`);
  await page.locator(".run-grid").waitFor();
}
