import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { offScale, partsOf } from "./curves.ts";
import { openViewer, tab } from "./viewer.ts";

/** The panel of metrics on the workbench of a run. */
export async function openMetrics(page: Page, run: string, hash: string): Promise<Locator> {
  await openViewer(page, { run, hash: `view=workbench&${hash}` });
  return tab(page, "Metrics");
}

/** A plot by its title, brought into sight. */
export async function plotOf(panel: Locator, title: string): Promise<Locator> {
  const plot = panel.getByRole("region", { name: title, exact: true });
  await plot.scrollIntoViewIfNeeded();
  return plot;
}

/** What a plot says of its crosshair's place, line by line. */
export async function readout(plot: Locator): Promise<string[]> {
  return (await plot.locator(".readout li").allTextContents()).map((line) => line.trim());
}

/** The first curve of a plot goes through the values, each at its step, and is interrupted where there is none. */
export async function expectCurve(plot: Locator, values: readonly (number | null)[]): Promise<void> {
  const parts = partsOf(await plot.locator("path.curve").first().getAttribute("d"));
  const runs: number[][] = [];
  values.forEach((value, step) => {
    if (value === null) return;
    if (step === 0 || values[step - 1] === null) runs.push([]);
    runs.at(-1)?.push(step);
  });
  expect(parts.map((part) => part.length)).toEqual(runs.map((part) => part.length));
  const drawn = parts.flat();
  const steps = runs.flat();
  const measured = steps.map((step) => values[step] ?? NaN);
  expect(
    offScale(
      drawn.map((point) => point[0]),
      steps,
    ),
  ).toBeLessThan(0.1);
  expect(
    offScale(
      drawn.map((point) => point[1]),
      measured,
    ),
  ).toBeLessThan(0.1);
}
