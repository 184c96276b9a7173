import type { Locator } from "playwright-core";
import { describe, expect } from "vitest";
import { PHOTO } from "../presets.ts";
import { DIVERGING, expectHeat, INFERNO } from "./support/canvas.ts";
import { largest, norm, percent, readable, sum } from "./support/numbers.ts";
import { browserTest } from "./support/page.ts";
import { arrayOf, guidanceOf, metadataOf } from "./support/run_files.ts";
import { eventually, openViewer, stepSlider, tab } from "./support/viewer.ts";

const { generator } = metadataOf(PHOTO);
const CHANNELS = 4;
const ARRAYS = [
  ["predicted noise", "predicted_noise"],
  ["noise with the prompt", "predicted_noise_text"],
  ["noise with the negative prompt", "predicted_noise_uncond"],
  ["noisy picture", "latents"],
  ["the model’s guess", "x0"],
] as const;

describe("the predicted noise", () => {
  browserTest(
    "is drawn channel by channel, of either side and guided, beside the latents",
    async ({ page }) => {
      await openViewer(page, { hash: "view=workbench&step=6" });
      const panel = await tab(page, "Predicted noise");
      for (const [name, key] of ARRAYS) {
        await panel.getByRole("button", { name, exact: true }).click();
        const values = arrayOf(PHOTO, key)[6] ?? [];
        const limit = largest(values.map(Math.abs));
        const size = values.length / CHANNELS;
        for (let channel = 0; channel < CHANNELS; channel += 1) {
          const image = panel.getByRole("img", { name: `${name}, channel ${String(channel)}`, exact: true });
          const own = values.slice(channel * size, (channel + 1) * size);
          await expectHeat(image, own, [-limit, limit], DIVERGING);
        }
        expect(await panel.locator(".channels-block .legend").getAttribute("aria-label")).toBe(
          `Colours from ${readable(-limit)} to ${readable(limit)}: ${name}, latent values, on a scale for this step alone`,
        );
      }
      await stepSlider(page).fill("8");
      const later = arrayOf(PHOTO, "x0")[8] ?? [];
      const limit = largest(later.map(Math.abs));
      const first = panel.getByRole("img", { name: "the model’s guess, channel 0", exact: true });
      await expectHeat(first, later.slice(0, later.length / CHANNELS), [-limit, limit], DIVERGING);
    },
  );

  browserTest("has a map of where the prompt changes it", async ({ page }) => {
    await openViewer(page, { hash: "view=workbench&step=2&cells=1" });
    const panel = await tab(page, "Predicted noise");
    for (const step of [2, 7]) {
      await stepSlider(page).fill(String(step));
      const map = panel.getByRole("img", {
        name: `Where the prompt changes the predicted noise at step ${String(step + 1)}`,
        exact: true,
      });
      const values = guidanceOf(PHOTO, step);
      await expectHeat(map, values, [0, largest(values)], INFERNO);
      expect(await panel.locator(".guidance-map figcaption").textContent()).toContain(
        `up to ${readable(largest(values))}`,
      );
    }
  });
});

describe("the formulas", () => {
  browserTest("have this run’s numbers at this step", async ({ page }) => {
    await openViewer(page, { hash: "view=workbench&step=0" });
    const panel = await tab(page, "Formulas");
    const of = (key: string) => arrayOf(PHOTO, key);
    const [latents, noise, clean] = [of("latents"), of("predicted_noise"), of("x0")];
    const [text, uncond] = [of("predicted_noise_text"), of("predicted_noise_uncond")];
    const initial = of("latent_initial").flat();
    for (const step of [0, 5, 9]) {
      await stepSlider(page).fill(String(step));
      const before = step === 0 ? initial : (latents[step - 1] ?? []);
      const [t = [], u = []] = [text[step], uncond[step]];
      const difference = t.map((v, i) => v - (u[i] ?? 0));
      const product = sum(t.map((v, i) => v * (u[i] ?? 0)));
      const show = (values: number[] | undefined) => readable(norm(values ?? []));
      await eventually(() => numbers(panel)).toEqual({
        "σ → σ next": `${readable(generator.sigmas[step])} → ${readable(generator.sigmas[step + 1])}`,
        "‖x‖ → ‖x next‖": `${show(before)} → ${show(latents[step])}`,
        "‖x̂₀‖": show(clean[step]),
        "guidance scale s": readable(generator.cfg_scale),
        "‖ε text‖, ‖ε uncond‖": `${show(t)}, ${show(u)}`,
        "‖ε text − ε uncond‖": show(difference),
        "cosine of the two": (product / norm(t) / norm(u)).toFixed(4),
        "‖ε‖": show(noise[step]),
      });
      const said = (await panel.locator(".formula p.small").allTextContents()).join(" ");
      expect(said).toContain("At this step, euler follows exactly this formula");
      expect(said).toContain(`differ by only ${percent(norm(difference) / norm(u))} of their size`);
    }
  });
});

/** Each quantity of the formulas by its name; the norm of the guided noise stands in both. */
function numbers(panel: Locator): Promise<Record<string, string>> {
  return panel
    .locator(".numbers > div")
    .evaluateAll((rows) =>
      Object.fromEntries(rows.map((row) => [...row.children].map((part) => part.textContent ?? ""))),
    );
}
