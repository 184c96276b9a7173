import type { Locator } from "playwright-core";
import { describe, expect } from "vitest";
import { CARTOON, PHOTO } from "../presets.ts";
import { expectPixels } from "./support/canvas.ts";
import { offScale, pointsOf } from "./support/curves.ts";
import { percent } from "./support/numbers.ts";
import { browserTest } from "./support/page.ts";
import { imageOf, readJson } from "./support/run_files.ts";
import { python } from "./support/python.ts";
import { eventually, expectStep, openViewer, tab } from "./support/viewer.ts";

type Points = [number, number][];
interface Pca {
  readonly points: Points;
  readonly x0_points: Points;
  readonly explained_variance_ratio: [number, number];
}

describe("the trajectory", () => {
  browserTest("is the run’s own path and that of x̂₀, to scale", async ({ page }) => {
    await openViewer(page, { hash: "view=workbench&step=4" });
    const panel = await tab(page, "Trajectory");
    const pca = readJson<Pca>(PHOTO, "latent_pca.json");
    await expectPaths(panel, [pca.points, pca.x0_points]);
    expect(await panel.locator("polyline").nth(1).getAttribute("stroke-dasharray")).toBe("5 3");
    await expectReadout(panel, ["x", "x̂₀"], pca.explained_variance_ratio);
    const current = panel.locator("circle.current");
    const fifth = panel.locator("g").first().locator("circle").nth(4);
    expect(await current.first().getAttribute("cx")).toBe(await fifth.getAttribute("cx"));
  });

  browserTest("shows a step’s image under the pointer, and goes there by a click", async ({ page }) => {
    await openViewer(page, { hash: "view=workbench&step=4" });
    const panel = await tab(page, "Trajectory");
    for (const [path, kind] of [
      [0, "step"],
      [1, "x0"],
    ] as const) {
      const point = panel.locator("svg g").nth(path).locator("circle").nth(1); // no other one lies over it
      await point.hover({ force: true });
      await eventually(() => panel.locator(".hover-image").textContent()).toBe("step 2");
      await expectPixels(panel.locator(".hover-image canvas"), imageOf(PHOTO, `images/${kind}_001.png`));
    }
    await panel.locator("svg g").first().locator("circle").nth(2).click({ force: true });
    await expectStep(page, 2);
  });

  browserTest("of two runs stands in one basis", async ({ page }) => {
    await openViewer(page, { compare: CARTOON, hash: "view=workbench&step=4" });
    const panel = await tab(page, "Trajectory");
    const { points, explained } = python<{ points: Points[]; explained: [number, number] }>(
      `import json, sys
import numpy as np
archives = [np.load(run + "/latents_noise_fp16.npz") for run in sys.argv[1:]]
rows = [[a[key].astype(float).reshape(len(a[key]), -1) for key in ("latents", "x0")] for a in archives]
fitted = np.concatenate([latents for latents, _ in rows])
mean = fitted.mean(axis=0)
_, sizes, axes = np.linalg.svd(fitted - mean, full_matrices=False)
axes = axes[:2] * np.sign([axis[np.abs(axis).argmax()] for axis in axes[:2]])[:, None]
points = [((array - mean) @ axes.T).tolist() for run in rows for array in run]
print(json.dumps({"points": points, "explained": (sizes**2 / (sizes**2).sum())[:2].tolist()}))`,
      PHOTO,
      CARTOON,
    );
    await expectReadout(panel, ["x of photo", "x̂₀ of photo", "x of cartoon", "x̂₀ of cartoon"], explained);
    await expectPaths(panel, points);
    expect(await panel.locator("circle.current").count()).toBe(4);
  });
});

/** All paths together fill the drawing, so their places are compared together, rounding to a tenth of a pixel. */
async function expectPaths(panel: Locator, paths: readonly Points[]): Promise<void> {
  const lines = panel.locator("polyline");
  await eventually(() => lines.count()).toBe(paths.length);
  const drawn = (await Promise.all(paths.map((_, i) => pointsOf(lines.nth(i))))).flat();
  for (const axis of [0, 1] as const) {
    const values = paths.flat().map((point) => point[axis]);
    const places = drawn.map((point) => point[axis]);
    expect(offScale(places, values)).toBeLessThan(0.1);
    const direction = axis === 0 ? 1 : -1; // up is less in a drawing
    const ends = [Math.min(...values), Math.max(...values)].map((v) => places[values.indexOf(v)] ?? 0);
    expect(direction * ((ends[1] ?? 0) - (ends[0] ?? 0))).toBeGreaterThan(50);
  }
}

async function expectReadout(panel: Locator, names: string[], explained: readonly [number, number]) {
  await eventually(async () => {
    const lines = await panel.locator(".readout li").allTextContents();
    return lines.map((line) => line.trim());
  }).toEqual([
    ...names,
    `across ${percent(explained[0])}, up ${percent(explained[1])} of the variance; each direction has its own scale`,
  ]);
}
