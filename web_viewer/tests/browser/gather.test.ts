/** Which places a word looks at: a choice of its own at the map, on scales of its own, that says which direction it is. */
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { describe, expect } from "vitest";
import { expectHeat, INFERNO } from "./support/canvas.ts";
import { buildCases } from "./support/cases.ts";
import { largest, percent, readable } from "./support/numbers.ts";
import { browserTest } from "./support/page.ts";
import { floatsOf } from "./support/run_files.ts";
import { chip, eventually, leaveControls, openViewer } from "./support/viewer.ts";

/** Of four steps, the first, the third and the last have what "red" and "squarish" look at; words 1 and 6. */
const cases = buildCases("gather", "plain");
const [RED, CIRCLE, SQUARISH] = [1, 2, 6];
/** Rows of each word's tokens. */
const ROWS: Readonly<Record<number, readonly number[]>> = { [RED]: [0], [SQUARISH]: [1, 2] };
const LAYERS = ["layer_1", "layer_3"];
const CELLS = 16;
const MEASURED = [0, 2, 3];

/** The map of a word, as docs/dataset.md has it, mean over its tokens. */
function gatherOf(step: number, layer: string, word: number): number[] {
  const name = `gather/step_${String(step).padStart(3, "0")}.bin`;
  const values = floatsOf(join(cases.folder("gather"), name));
  const rows = ROWS[word] ?? [];
  return Array.from({ length: CELLS }, (_, cell) => {
    const at = (row: number) => values[(LAYERS.indexOf(layer) * 3 + row) * CELLS + cell] ?? NaN;
    return rows.reduce((sum, row) => sum + at(row), 0) / rows.length;
  });
}

const scaleOf = (layer: string): [number, number] => [
  0,
  largest(MEASURED.flatMap((step) => [RED, SQUARISH].flatMap((word) => gatherOf(step, layer, word)))),
];

describe("what a word looks at", () => {
  browserTest("is drawn for the layer, on one scale for its words and steps", async ({ page }) => {
    await open(page, `show=gather&word=${String(SQUARISH)}&step=2&cells=1&layer=layer_3`);
    const map = gatherOf(2, "layer_3", SQUARISH);
    await expectHeat(heat(page, "squarish", 2), map, scaleOf("layer_3"), INFERNO);
    await eventually(() => legend(page)).toBe(
      `Colours from 0 to ${readable(scaleOf("layer_3")[1])}: share of the word’s attention, on one scale for all words and steps of this layer`,
    );
    const share = percent(map.reduce((sum, value) => sum + value, 0));
    expect(await said(page)).toContain(
      `Of the attention of “squarish” in this layer, ${share} goes to the picture; the map shows where. It is the other direction than the attention map`,
    );
    await page.getByRole("button", { name: "Each map alone" }).click();
    await chip(page, RED).click();
    const red = gatherOf(2, "layer_3", RED);
    await expectHeat(heat(page, "red", 2), red, [0, largest(red)], INFERNO);
  });

  browserTest("says of other words and steps that it was not recorded", async ({ page }) => {
    await open(page, `show=gather&word=${String(CIRCLE)}&step=2&layer=layer_1`);
    await eventually(() => said(page)).toContain(
      "What “circle” looks at was not recorded. Recorded: red, squarish, blurry.",
    );
    expect(await page.locator(".overlay-figure canvas.heat").count()).toBe(0);
    await open(page, `show=gather&word=${String(RED)}&step=1&layer=layer_1`);
    await eventually(() => said(page)).toContain("What words look at was not recorded at step 2.");
  });

  browserTest("changes by the switch, by a key and by the address", async ({ page }) => {
    await open(page, `word=${String(RED)}&step=2&cells=1&layer=layer_1`);
    await page.getByRole("img", { name: "Attention to red at step 3" }).waitFor();
    const choices = page.getByRole("group", { name: "What is shown of words" }).getByRole("button");
    await eventually(() => choices.allTextContents()).toEqual(["Attention", "Word looks at"]);
    await choices.nth(1).click();
    await heat(page, "red", 2).waitFor();
    await eventually(() => new URL(page.url()).hash).toContain("show=gather");
    await leaveControls(page);
    await page.keyboard.press("e");
    await page.getByRole("img", { name: "Attention to red at step 3" }).waitFor();
  });

  browserTest("is no choice in a run without it", async ({ page }) => {
    await openViewer(page, {
      run: cases.folder("plain"),
      hash: `view=workbench&show=gather&word=${String(RED)}&step=2&layer=layer_1`,
    });
    await page.getByRole("img", { name: "Attention to red at step 3" }).waitFor();
    expect(await page.getByRole("group", { name: "What is shown of words" }).count()).toBe(0);
  });
});

async function open(page: Page, hash: string): Promise<void> {
  await openViewer(page, { run: cases.folder("gather"), hash: `view=workbench&${hash}` });
}

const heat = (page: Page, word: string, step: number): Locator =>
  page.getByRole("img", { name: `What ${word} looks at, at step ${String(step + 1)}` });

const said = (page: Page) => page.locator(".overlay-figure").innerText();
const legend = (page: Page) => page.locator(".overlay-figure .legend").getAttribute("aria-label");
