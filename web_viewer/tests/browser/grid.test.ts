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

type Settings = Readonly<Record<string, number>>;
const scales = (...values: readonly number[]): readonly Settings[] =>
  values.map((cfg_scale) => ({ cfg_scale }));

describe("three runs", () => {
  browserTest("are beside each other by what varies, on one scale, with one word", async ({ page }) => {
    await open(page, scales(12, 1, 5), "step=6&layer=layer_5&word=2&cells=1");
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
    await open(page, scales(1, 5, 12), "step=6&layer=layer_5&word=2", CARTOON);
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
    await other.getByRole("button").first().click();
    await page.getByRole("tab").first().waitFor(); // the workbench, beside the reference
    const shown = page.getByRole("combobox", { name: "Run", exact: true }).locator("option:checked");
    await eventually(() => shown.textContent()).toBe("other");
  });
});

describe("a sweep of two settings", () => {
  browserTest("is a table, whose columns and rows can be chosen and left out", async ({ page }) => {
    const sweep = [7, 8].flatMap((seed) => [1, 5, 12].map((cfg_scale) => ({ seed, cfg_scale })));
    await open(page, sweep, "step=6&layer=layer_5&word=2");
    const grid = page.locator(".run-grid");
    const heads = (scope: string) => grid.locator(`th[scope=${scope}]`).allTextContents();
    const runs = () =>
      grid
        .locator("tbody tr")
        .evaluateAll((rows) =>
          rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent)),
        );
    await eventually(() => heads("col")).toEqual(["cfg scale 1×", "cfg scale 5×", "cfg scale 12×"]);
    expect(await heads("row")).toEqual(["seed 7×", "seed 8×"]);
    expect((await runs()).flat().every((text) => text?.startsWith("step 7 of 10"))).toBe(true);
    await eventually(() => grid.locator("canvas.over").count()).toBe(6);
    const choose = (name: string, option: string) =>
      grid.getByRole("combobox", { name }).selectOption({ label: option });
    await choose("Columns", "seed"); // the other axis takes what stood there
    await eventually(() => heads("col")).toEqual(["seed 7×", "seed 8×"]);
    expect(await heads("row")).toEqual(["cfg scale 1×", "cfg scale 5×", "cfg scale 12×"]);
    await grid.getByRole("button", { name: "Leave out cfg scale 5" }).click();
    await grid.getByRole("button", { name: "Leave out seed 8 · cfg scale 12" }).click();
    await eventually(async () => (await runs()).map((row) => row.filter(Boolean).length)).toEqual([2, 1]);
    await grid.getByTitle("seed 7 · cfg scale 12: open it beside the reference").click();
    await page.getByRole("tab").first().waitFor();
    await page.getByRole("button", { name: "All runs" }).click(); // as it was left
    await grid.getByRole("button", { name: "Show all (3 left out)" }).click();
    await choose("Rows", "none");
    await eventually(() => heads("row")).toEqual([]);
    expect(await grid.locator("td").first().locator(".name").allTextContents()).toEqual([
      "cfg scale 1",
      "cfg scale 5",
      "cfg scale 12",
    ]);
  });
});

/** Copies of the photo with other settings each, and where it is named another run. */
async function open(page: Page, settings: readonly Settings[], hash: string, more?: string): Promise<void> {
  const folders = settings.map((own) => {
    const copy = copyOf(PHOTO, Object.values(own).join("_"));
    edit(copy, "metadata.json", (metadata) => {
      Object.assign(metadata.generator, own);
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
