import { describe, expect } from "vitest";
import { channelOf } from "../../src/format/channels.ts";
import { PHOTO } from "../presets.ts";
import { buildCases } from "./support/cases.ts";
import { edit } from "./support/copies.ts";
import { browserTest } from "./support/page.ts";
import { readJson } from "./support/run_files.ts";
import { chip, eventually, everyTab, openViewer, stepSlider, tab } from "./support/viewer.ts";

const cases = buildCases("schema_1_0");

describe("a run of schema 1.0.0", () => {
  browserTest("opens with all that it has, and what it lacks is absent", async ({ page }) => {
    const run = cases.folder("schema_1_0");
    expect(readJson<{ schema_version: string }>(run, "metadata.json").schema_version).toBe("1.0.0");
    edit(run, "metadata.json", (metadata) => delete metadata.guidance_maps); // 1.0.0 knows none, readers ignore the key
    await openViewer(page, { run, hash: "view=workbench&word=2" });
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(await page.locator(".chip").allTextContents()).toEqual(
      "a red circle above a#2 blue squarish".split(" "),
    );
    expect(await page.getByRole("region", { name: "Step", exact: true }).textContent()).not.toContain("σ");
    const layers = page.getByRole("combobox", { name: "Attention layer" }).getByRole("option");
    expect(await layers.allTextContents()).toEqual(["Encoder 4 (grid unknown)", "Middle (grid unknown)"]);

    const said = await everyTab(page);
    expect(said.get("Denoising")).not.toContain("x̂₀");
    expect(said.get("Heads")).toContain("Single heads of this layer were not recorded");
    expect(said.get("Provenance")).toContain("No problem found");
    expect(await (await tab(page, "Denoising")).getByRole("list").count()).toBe(1); // one film
    const metrics = await tab(page, "Metrics");
    const titles = await metrics.locator("section.metric h3").allTextContents();
    const keys = [
      "latent_l2_norm",
      "predicted_noise_l2_norm",
      "cosine_similarity_to_previous",
      "attention_kl_divergence",
      "cross_attention_entropy",
      "self_attention_entropy",
      "token_dominance",
    ];
    expect(titles).toEqual(keys.map((key) => channelOf(key).title));
    const noise = await tab(page, "Predicted noise");
    await eventually(() =>
      noise.getByRole("group", { name: "Array" }).getByRole("button").allTextContents(),
    ).toEqual(["predicted noise", "noisy picture"]);
    expect(await noise.locator(".guidance-map").count()).toBe(0);
    expect(await (await tab(page, "Formulas")).textContent()).toMatch(
      /does not hold .*both sides of the guidance/,
    );
    const path = await tab(page, "Trajectory");
    expect(await path.locator("polyline").count()).toBe(1);
    for (let word = 0; word < 7; word += 1) {
      await chip(page, word).click();
      await stepSlider(page).fill(String(word % 4));
      await eventually(() => page.locator("canvas.heat[aria-busy=true]").count()).toBe(0);
    }
    await page.getByRole("button", { name: "Story" }).click();
    for (const heading of await page.getByRole("heading", { level: 2 }).all())
      await heading.scrollIntoViewIfNeeded();
  });

  browserTest("is compared by step with one that knows its noise levels", async ({ page }) => {
    const run = cases.folder("schema_1_0");
    await openViewer(page, { run, compare: PHOTO, hash: "view=workbench&word=2&step=2" });
    const panel = await tab(page, "Comparison");
    expect(await panel.getByRole("button", { name: "Same noise level" }).isDisabled()).toBe(true);
    const steps = panel.locator(".run-name p.small");
    expect((await steps.allTextContents()).slice(0, 2)).toEqual([
      expect.stringMatching(/ · step 3 of \d+$/),
      "photo · step 3 of 10 · noise level 4.61",
    ]);
    const trajectory = await tab(page, "Trajectory");
    await eventually(() => trajectory.textContent()).toMatch(/latents have another size|of the variance/);
  });
});
