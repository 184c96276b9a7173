/** Effects of words: the same switch, colours and scales as attention, the nearest measured step, and words without any. */
import type { Locator, Page } from "playwright-core";
import { describe, expect } from "vitest";
import { expectHeat, INFERNO } from "./support/canvas.ts";
import { buildCases } from "./support/cases.ts";
import { largest, readable } from "./support/numbers.ts";
import { browserTest, PHONE } from "./support/page.ts";
import { readout } from "./support/plots.ts";
import { effectsOf, mapOf, metadataOf, readJson, wordMap } from "./support/run_files.ts";
import { chip, eventually, leaveControls, openViewer, pointAt, stepSlider, tab } from "./support/viewer.ts";

/** Of four steps the first, the third and the last have effects of "red", "circle" and "squarish"; words 1, 2 and 6. */
const cases = buildCases("effects", "plain");
const [RED, CIRCLE, ABOVE, SQUARISH] = [1, 2, 3, 6];
const run = () => cases.folder("effects");
const MEASURED = [0, 2, 3];
const scale = (): [number, number] => [0, largest(MEASURED.flatMap((step) => effectsOf(run(), step).flat()))];

describe("the map over the picture", () => {
  browserTest("shows effects on one scale for all words and measured steps", async ({ page }) => {
    await open(page, `show=effect&word=${String(CIRCLE)}&step=2&cells=1`);
    await expectHeat(heat(page, "Effect of circle", 2), effectsOf(run(), 2)[1] ?? [], scale(), INFERNO);
    await eventually(() => legend(page)).toBe(
      `Colours from 0 to ${readable(scale()[1])}: change of the guess, on one scale for all words and measured steps`,
    );
    expect(await said(page)).toContain("What changes in the model’s guess without “circle”");
    expect(await said(page)).toContain("Measured: 3 words at 3 of 4 steps.");
    await page.getByRole("button", { name: "Each map alone" }).click();
    const red = effectsOf(run(), 2)[0] ?? [];
    await chip(page, RED).click();
    await expectHeat(heat(page, "Effect of red", 2), red, [0, largest(red)], INFERNO);
  });

  browserTest("shows the nearest measured step where one has no effects, and says so", async ({ page }) => {
    await open(page, `show=effect&word=${String(CIRCLE)}&step=1&cells=1`);
    await expectHeat(heat(page, "Effect of circle", 0), effectsOf(run(), 0)[1] ?? [], scale(), INFERNO);
    expect(await said(page)).toContain("Step 2 was not measured; the effects are those of step 1.");
    await stepSlider(page).fill("3");
    await expectHeat(heat(page, "Effect of circle", 3), effectsOf(run(), 3)[1] ?? [], scale(), INFERNO);
    expect(await said(page)).not.toContain("was not measured");
  });

  browserTest("says of other words that they were not measured", async ({ page }) => {
    await open(page, `show=effect&word=${String(ABOVE)}&step=2`);
    await eventually(() => said(page)).toContain(
      "The effect of above was not measured. Measured: red, circle, squarish.",
    );
    expect(await page.locator(".overlay-figure canvas.heat").count()).toBe(0);
    await chip(page, RED).click();
    await chip(page, CIRCLE).click({ modifiers: ["Shift"] });
    await eventually(() => said(page)).toContain("The effect of red + circle together was not measured");
  });

  browserTest("changes by the switch, by a key and by the address", async ({ page }) => {
    await open(page, `word=${String(CIRCLE)}&step=2&cells=1&layer=layer_1`);
    await heat(page, "Attention to circle", 2).waitFor();
    await page.getByRole("button", { name: "Effect", exact: true }).click();
    await heat(page, "Effect of circle", 2).waitFor();
    await eventually(() => new URL(page.url()).hash).toContain("show=effect");
    await leaveControls(page);
    await page.keyboard.press("e");
    await heat(page, "Attention to circle", 2).waitFor();
    await heat(page, "Effect of circle", 2).waitFor();
    await eventually(() => new URL(page.url()).hash).toContain("show=both");
    await page.keyboard.press("e");
    await eventually(() => new URL(page.url()).hash).not.toContain("show=");
    await eventually(() => page.locator(".overlay-figure canvas.heat").count()).toBe(1);
  });

  browserTest("stays attention in a run without effects, and has no switch", async ({ page }) => {
    await openViewer(page, { run: cases.folder("plain"), hash: "view=workbench&show=effect&word=2&step=2" });
    await heat(page, "Attention to circle", 2).waitFor();
    expect(await page.getByRole("group", { name: "What is shown of words" }).count()).toBe(0);
    expect(await (await tab(page, "Effects")).textContent()).toMatch(/No effects of words were measured\./);
  });
});

describe("attention and effect", () => {
  for (const [device, options] of [
    ["a screen", {}],
    ["a phone", PHONE],
  ] as const)
    browserTest(
      `stand beside each other with their agreement on ${device}`,
      async ({ page }) => {
        await open(page, `show=both&word=${String(CIRCLE)}&step=2&layer=layer_3`);
        const matrix = page.locator(".agreement");
        const tokens = metadataOf(run()).prompt.words[CIRCLE]?.token_indices ?? [];
        const seen = wordMap(mapOf(run(), "layer_3", 2), tokens);
        const r = correlation(seen, shrunk(effectsOf(run(), 2)[1] ?? [], Math.sqrt(seen.length)));
        await eventually(() => matrix.locator(".matrix-note").textContent()).toMatch(
          new RegExp(`step 3: ${readable(r)}$`),
        );
        const [left, right] = await Promise.all(
          [0, 1].map((i) => page.locator(".overlay-figure .frame").nth(i).boundingBox()),
        );
        expect(left?.y).toBe(right?.y);
        expect(left?.width).toBe(right?.width);
        expect((left?.x ?? 0) + (left?.width ?? 0)).toBeLessThan(right?.x ?? 0);
      },
      options,
    );
});

browserTest("sizes and directions of effects are drawn by step or noise level", async ({ page }) => {
  await open(page, `word=${String(CIRCLE)}&step=1&align=step`);
  const [sizes, directions] = (await (await tab(page, "Effects")).locator(".plot").all()) as [
    Locator,
    Locator,
  ];
  const metrics = readJson<Record<string, (number[] | null)[]>>(run(), "metrics.json");
  const norms = metrics.effect_l2_norm?.[0] ?? [];
  const cosines = metrics.effect_guidance_cosine?.[0] ?? [];
  await eventually(() => readout(sizes)).toEqual([
    "step 1",
    `circle ${readable(norms[1] ?? NaN)}`,
    `noise floor ${readable(norms[3] ?? NaN)}`,
  ]);
  await eventually(() => readout(directions)).toEqual(["step 1", `circle ${readable(cosines[1] ?? NaN)}`]);
  await page.getByRole("button", { name: "Noise level" }).click();
  await eventually(() => readout(sizes)).toContainEqual(expect.stringMatching(/^noise level/));
  await page.getByRole("button", { name: "clear" }).click();
  await eventually(async () => (await readout(sizes)).length).toBe(5); // all three words
});

browserTest("words by steps and by layers follow the switch", async ({ page }) => {
  await open(page, `show=effect&word=${String(CIRCLE)}&step=2`);
  const norms = readJson<Record<string, (number[] | null)[]>>(run(), "metrics.json").effect_l2_norm ?? [];
  const words = metadataOf(run()).prompt.words;
  const measured = new Map([RED, CIRCLE, SQUARISH].map((word, number) => [word, number]));
  const rows = words.map((_, word) =>
    norms.map((step) => {
      const [own, floor] = [step?.[measured.get(word) ?? -1] ?? NaN, step?.at(-1) ?? NaN];
      return own <= floor ? 0 : own;
    }),
  );
  const panel = await tab(page, "Word × step");
  const image = panel.getByRole("img", { name: "Effect of each word by step" });
  const most = Math.max(...rows.flat().filter(Number.isFinite));
  await expectHeat(image, rows.flat(), [0, most], INFERNO);
  await eventually(() => panel.locator(".matrix-note").textContent()).toBe(
    `step 3; brightest = ${readable(most)}`,
  );
  const cells = panel.locator(".matrix-cells");
  for (const [word, step, says] of [
    [CIRCLE, 2, `effect ${readable(rows[CIRCLE]?.[2] ?? NaN)}`],
    [CIRCLE, 1, "not measured at this step"],
    [ABOVE, 2, "not measured"],
  ] as const) {
    await pointAt(page, cells, (step + 0.5) / norms.length, (word + 0.5) / words.length);
    await eventually(() => panel.locator(".matrix-note").textContent()).toBe(
      `${words[word]?.text ?? ""}, step ${String(step + 1)}: ${says} (norm of the change of the guess)`,
    );
  }
  await page.getByRole("button", { name: "Each map alone" }).click();
  const alone = rows.flatMap((row) =>
    row.map((value) => value / (Math.max(...row.filter(Number.isFinite)) || 1)),
  );
  await expectHeat(image, alone, [0, 1], INFERNO);
  await page.getByRole("button", { name: "Both", exact: true }).click();
  await panel.getByRole("img", { name: "Mean attention of each word by step" }).waitFor();
  await image.waitFor();
  const layers = await tab(page, "Layer × word");
  expect(await layers.textContent()).toContain("Effects have no layers");
  await page.getByRole("button", { name: "Attention", exact: true }).click();
  await eventually(() => layers.textContent()).not.toContain("Effects have no layers");
  await (
    await tab(page, "Word × step")
  )
    .getByRole("img", { name: "Mean attention of each word by step" })
    .waitFor();
  expect(await image.count()).toBe(0);
});

async function open(page: Page, hash: string): Promise<void> {
  await openViewer(page, { run: run(), hash: `view=workbench&${hash}` });
}

function heat(page: Page, what: string, step: number): Locator {
  return page.getByRole("img", { name: `${what} at step ${String(step + 1)}`, exact: true });
}

const said = (page: Page) => page.locator(".overlay-figure").innerText();
const legend = (page: Page) => page.locator(".overlay-figure .legend").getAttribute("aria-label");

/** A square map as the means over larger cells. */
function shrunk(values: readonly number[], side: number): number[] {
  const wide = Math.sqrt(values.length);
  const by = wide / side;
  return Array.from({ length: side * side }, (_, cell) => {
    const [top, left] = [Math.floor(cell / side) * by, (cell % side) * by];
    const inside = Array.from(
      { length: by * by },
      (_, i) => [top + Math.floor(i / by), left + (i % by)] as const,
    );
    return inside.reduce((sum, [row, column]) => sum + (values[row * wide + column] ?? 0), 0) / (by * by);
  });
}

function correlation(x: readonly number[], y: readonly number[]): number {
  const centred = (values: readonly number[]) => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [a, b] = [centred(x), centred(y)];
  const product = (p: readonly number[], q: readonly number[]) =>
    p.reduce((sum, v, i) => sum + v * (q[i] ?? 0), 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}
