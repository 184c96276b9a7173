import type { Locator, Page } from "playwright-core";
import { describe, expect } from "vitest";
import { PHOTO } from "../presets.ts";
import { expectPixels } from "./support/canvas.ts";
import { browserTest } from "./support/page.ts";
import { imageOf, metadataOf } from "./support/run_files.ts";
import { eventually, expectStep, openViewer, pointAt, stepSlider, tab } from "./support/viewer.ts";

const { steps } = metadataOf(PHOTO);
const file = (kind: string, step: number) => `images/${kind}_${String(step).padStart(3, "0")}.png`;

describe("the denoising", () => {
  browserTest("shows the decoded latent and the prediction of each step", async ({ page }) => {
    const panel = await open(page);
    for (const step of [0, 5, 9]) {
      await stepSlider(page).fill(String(step));
      const number = String(step + 1);
      const noisy = panel.getByRole("img", { name: `Noisy picture after step ${number}` });
      const clean = panel.getByRole("img", {
        name: `The model’s guess at the finished picture at step ${number}`,
      });
      await expectPixels(noisy, imageOf(PHOTO, file("step", step)));
      await expectPixels(clean, imageOf(PHOTO, file("x0", step)));
    }
  });

  browserTest("has a divider between the two, for pointer and keyboard", async ({ page }) => {
    const panel = await open(page);
    const frame = panel.locator(".picture .frame");
    const cut = () => frame.locator(".over").evaluate((e) => (e as HTMLElement).style.clipPath);
    const divider = panel.getByRole("slider", { name: /^Divider between the noisy picture/ });
    expect(await divider.inputValue()).toBe("50");
    await pointAt(page, frame, 0.5, 0.6);
    await page.mouse.down();
    await pointAt(page, frame, 0.25, 0.6);
    await page.mouse.up();
    await eventually(() => divider.inputValue()).toBe("25");
    expect(parseFloat((await cut()).split(" ").at(-1) ?? "")).toBeCloseTo(25, 0);
    await pointAt(page, frame, 0.9, 0.6); // without the button it stays
    await divider.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await eventually(() => divider.inputValue()).toBe("27");
    expect(await cut()).toBe("inset(0px 0px 0px 27%)");
    await page.keyboard.press("Home");
    await eventually(cut).toBe("inset(0px 0px 0px 0%)");
    await expectStep(page, 0); // the arrows moved the divider alone
  });

  for (const [name, choice, kind] of [
    ["Noisy picture after each step", "noisy picture", "step"],
    ["The model’s guess at each step", "the model’s guess", "x0"],
  ] as const) {
    browserTest(`has every step in its film: ${name.toLowerCase()}`, async ({ page }) => {
      const panel = await open(page);
      await panel.getByRole("button", { name: choice, exact: true }).click();
      const film = panel.getByRole("list", { name });
      const frame = (step: number) =>
        film.getByRole("button", { name: `Step ${String(step + 1)}`, exact: true });
      expect(await film.getByRole("listitem").first().getAttribute("aria-setsize")).toBe(String(steps));
      for (let step = 0; step < steps; step += 1) {
        await stepSlider(page).fill(String(step)); // the strip follows
        const small = frame(step).locator("img");
        await eventually(() => small.getAttribute("src")).toMatch(/^blob:/);
        const off = (await meanColour(small)).map(
          (v, i) => v - (meanOf(imageOf(PHOTO, file(kind, step)))[i] ?? 0),
        );
        expect(Math.max(...off.map(Math.abs)), `step ${String(step)}`).toBeLessThan(6);
      }
      await frame(7).click();
      await expectStep(page, 7);
      expect(await film.locator("[aria-current=true]").getAttribute("aria-label")).toBe("Step 8");
      expect((await frame(7).locator("img").boundingBox())?.width).toBeGreaterThanOrEqual(64);
      expect(
        await film.getByRole("button").evaluateAll((all) => all.filter((e) => e.tabIndex === 0).length),
      ).toBe(1);
    });
  }
});

async function open(page: Page): Promise<Locator> {
  await openViewer(page, { hash: "view=workbench&word=2" });
  return tab(page, "Denoising");
}

/** Mean red, green and blue of an image on the page. */
function meanColour(image: Locator): Promise<number[]> {
  return image.evaluate(async (element: HTMLImageElement) => {
    await element.decode();
    const canvas = new OffscreenCanvas(element.naturalWidth, element.naturalHeight);
    const context = canvas.getContext("2d");
    context?.drawImage(element, 0, 0);
    const data = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    const sums = [0, 0, 0];
    for (let i = 0; i < data.length; i += 4)
      for (const c of [0, 1, 2]) sums[c] = (sums[c] ?? 0) + (data[i + c] ?? 0);
    return sums.map((sum) => (4 * sum) / data.length);
  });
}

function meanOf(pixels: Uint8Array): number[] {
  const sums = [0, 0, 0];
  pixels.forEach((value, i) => (sums[i % 4] = (sums[i % 4] ?? 0) + value));
  return sums.slice(0, 3).map((sum) => (4 * sum) / pixels.length);
}
