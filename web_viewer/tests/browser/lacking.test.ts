import { describe, expect } from "vitest";
import { buildCases } from "./support/cases.ts";
import { browserTest } from "./support/page.ts";
import { metadataOf } from "./support/run_files.ts";
import { eventually, everyTab, openViewer, stepSlider, tab } from "./support/viewer.ts";

/** What panels say where a run lacks something. */
const LACKING: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  no_latents: { "Predicted noise": /without its latents/, Formulas: /without its latents/ },
  no_guidance: { Formulas: /no negative prompt took part/ },
  transformer: {
    Velocity: /Sampled at guidance 1/,
    Formulas: /Sampled at guidance 1.*no negative prompt took part/s,
  },
  self_only: { "Layer × word": /No cross-attention was recorded/ },
  cross_only: { "Self-attention": /No self-attention was recorded/ },
  one_step: { Trajectory: /across 100\u00a0%, up 0\u00a0% of the variance/ },
};
const cases = buildCases(...Object.keys(LACKING), "every_third", "interrupted");

describe("a run that lacks something opens, and says so:", () => {
  for (const [name, expected] of Object.entries(LACKING)) {
    browserTest(name, async ({ page }) => {
      await openViewer(page, { run: cases.folder(name), hash: "view=workbench&word=2" });
      const said = await everyTab(page);
      for (const [panel, words] of Object.entries(expected)) expect(said.get(panel), panel).toMatch(words);
      await page.getByRole("button", { name: "Story" }).click();
      for (const heading of await page.getByRole("heading", { level: 2 }).all()) {
        await heading.scrollIntoViewIfNeeded();
      }
    });
  }

  browserTest("attention at every third step, with the run's reason", async ({ page }) => {
    const run = cases.folder("every_third");
    const [note] = metadataOf(run).not_recorded;
    await openViewer(page, { run, hash: "view=workbench&word=2&step=3" });
    const panel = await tab(page, "Attention");
    const map = panel.getByRole("img", { name: /^Attention to circle/ });
    await map.waitFor();
    await stepSlider(page).fill("4");
    await eventually(() => panel.locator(".missing").textContent()).toContain(note?.reason);
    expect(await map.count()).toBe(0);
  });

  browserTest("an end, where sampling was interrupted", async ({ page }) => {
    await openViewer(page, { run: cases.folder("interrupted"), hash: "view=workbench" });
    const rail = page.getByRole("region", { name: "Step", exact: true });
    expect(await rail.textContent()).toContain(
      "Sampling was interrupted. You see the 3 steps that were recorded.",
    );
  });
});
