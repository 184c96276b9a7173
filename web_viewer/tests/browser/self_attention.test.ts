import { describe, expect } from "vitest";
import { PHOTO } from "../presets.ts";
import { expectHeat, INFERNO } from "./support/canvas.ts";
import { largest, readable } from "./support/numbers.ts";
import { browserTest } from "./support/page.ts";
import { mapOf } from "./support/run_files.ts";
import { eventually, openViewer, pointAt, stepSlider, tab } from "./support/viewer.ts";

/** Cells of the bundled runs' self-attention maps along each side. */
const SIDE = 8;

describe("self-attention", () => {
  browserTest("shows where the place that is clicked looks", async ({ page }) => {
    await openViewer(page, { hash: "view=workbench&layer=layer_5&step=6&cells=1" });
    const panel = await tab(page, "Self-attention");
    const looks = panel.getByRole("img", { name: "Where the marked place looks" });
    const row = (layer: string, step: number, [x, y]: readonly [number, number]) =>
      mapOf(PHOTO, layer, step)[y * SIDE + x] ?? [];
    const expectRow = async (values: number[]) => {
      await expectHeat(looks, values, [0, largest(values)], INFERNO);
      await eventually(() => panel.locator(".legend").getAttribute("aria-label")).toBe(
        `Colours from 0 to ${readable(largest(values))}: share of the marked cell’s attention, on a scale for this cell alone`,
      );
    };
    await page.mouse.move(2, 2);
    await expectRow(row("layer_4", 6, [4, 4])); // the middle, until a place is chosen
    const picture = panel.locator(".place");
    await pointAt(page, picture, 2.5 / SIDE, 1.5 / SIDE);
    await page.mouse.down();
    await page.mouse.up();
    await page.mouse.move(2, 2);
    await expectRow(row("layer_4", 6, [2, 1]));
    await stepSlider(page).fill("8");
    await expectRow(row("layer_4", 8, [2, 1]));
    await panel.getByRole("combobox", { name: "Layer" }).selectOption("layer_2");
    await expectRow(row("layer_2", 8, [2, 1]));
    await page.keyboard.press("Escape");
    await expectRow(row("layer_2", 8, [4, 4]));
  });

  browserTest("shows where a box looks on average, by the pointer and by keys", async ({ page }) => {
    await openViewer(page, { hash: "view=workbench&layer=layer_5&step=6&cells=1" });
    const panel = await tab(page, "Self-attention");
    const looks = panel.getByRole("img", { name: "Where the marked place looks" });
    const expectBox = async (cells: readonly (readonly [number, number])[]) => {
      const rows = cells.map(([x, y]) => mapOf(PHOTO, "layer_4", 6)[y * SIDE + x] ?? []);
      const mean = (rows[0] ?? []).map(
        (_, i) => rows.reduce((sum, values) => sum + (values[i] ?? 0), 0) / rows.length,
      );
      await expectHeat(looks, mean, [0, largest(mean)], INFERNO);
    };
    const picture = panel.locator(".place");
    await pointAt(page, picture, 2.2 / SIDE, 1.2 / SIDE);
    await page.mouse.down();
    await pointAt(page, picture, 3.8 / SIDE, 1.8 / SIDE);
    await page.mouse.up();
    await page.mouse.move(2, 2);
    await expectBox([
      [2, 1],
      [3, 1],
    ]);
    await panel.getByText("mean share of the attention of the 2 marked cells").waitFor();
    await eventually(() => new URL(page.url()).hash).toMatch(
      /&at=0\.27\d+,0\.1[45]\d+,0\.4[78]\d+,0\.22\d+&/,
    );

    await page.keyboard.press("Escape");
    await picture.focus();
    await page.keyboard.press("ArrowLeft"); // from the middle
    await page.keyboard.press("ArrowUp");
    await expectBox([[3, 3]]);
    for (const key of ["Shift+ArrowRight", "Shift+ArrowDown"]) await page.keyboard.press(key);
    await expectBox([
      [3, 3],
      [4, 3],
      [3, 4],
      [4, 4],
    ]);
    expect(await stepSlider(page).inputValue()).toBe("6"); // arrows moved the place alone
  });

  browserTest("stops a box at the picture’s edge, where it keeps its size", async ({ page }) => {
    await openViewer(page, { hash: "view=workbench&layer=layer_5&step=6&at=0.7,0.8,0.9,0.95" });
    const panel = await tab(page, "Self-attention");
    const mark = panel.locator(".mark.box");
    const shown = () =>
      mark.evaluate((e) =>
        ["left", "top", "width", "height"].map((key) =>
          parseFloat((e as HTMLElement).style.getPropertyValue(key)),
        ),
      );
    const [left = 0, top = 0, width = 0, height = 0] = await shown();
    await panel.locator(".place").focus();
    for (const [key, x, y] of [
      ["ArrowRight", 100 - width, top],
      ["ArrowDown", 100 - width, 100 - height],
      ["ArrowLeft", 0, 100 - height],
      ["ArrowUp", 0, 0],
    ] as const) {
      for (let i = 0; i < 20; i += 1) await page.keyboard.press(key);
      for (const [at, expected] of [x, y, width, height].entries())
        await eventually(async () => (await shown())[at]).toBeCloseTo(expected, 1);
    }
    expect([left, top]).not.toEqual([0, 0]);
  });
});
