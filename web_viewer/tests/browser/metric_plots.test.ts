import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { channelOf } from "../../src/format/channels.ts";
import { CARTOON, PHOTO } from "../presets.ts";
import { expectHeat, INFERNO } from "./support/canvas.ts";
import { copyOf, edit } from "./support/copies.ts";
import { offScale, partsOf } from "./support/curves.ts";
import { largest, readable } from "./support/numbers.ts";
import { browserTest } from "./support/page.ts";
import { expectCurve, openMetrics, plotOf, readout } from "./support/plots.ts";
import { metadataOf, readJson } from "./support/run_files.ts";
import { eventually, expectStep, openViewer, stepSlider, tab } from "./support/viewer.ts";

const metrics = readJson<Record<string, (number | null)[]>>(PHOTO, "metrics.json");
const { generator, steps } = metadataOf(PHOTO);
interface ByLayer {
  readonly by_layer: Record<string, number>;
}
const selfEntropy = readJson<Record<string, ByLayer[]>>(PHOTO, "metrics.json").self_attention_entropy ?? [];

describe("plots", () => {
  browserTest("have gaps where nothing was measured, NaN included", async ({ page, problems }) => {
    const run = copyOf(PHOTO, "damaged");
    edit(run, "metrics.json", (content) => {
      for (const step of [4, 5, 9]) content.guidance_l2_norm[step] = null;
      content.latent_l2_norm[7] = "NaN here";
    });
    const file = join(run, "metrics.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"NaN here"', "NaN"));
    const panel = await openMetrics(page, run, "step=4");
    const pulls = await plotOf(panel, channelOf("guidance_l2_norm").title);
    const gaps = (metrics.guidance_l2_norm ?? []).map((v, step) => ([4, 5, 9].includes(step) ? null : v));
    await expectCurve(pulls, gaps);
    await eventually(() => readout(pulls)).toEqual(["step 5", "damaged –"]);
    const size = await plotOf(panel, channelOf("latent_l2_norm").title);
    await expectCurve(
      size,
      (metrics.latent_l2_norm ?? []).map((v, step) => (step === 7 ? null : v)),
    );
    await eventually(() => page.getByRole("alert").textContent()).toContain("metrics.json");
    expect(problems).toEqual([]);
  });

  browserTest("go to the step that is clicked, and have a crosshair there", async ({ page }) => {
    const panel = await openMetrics(page, PHOTO, "step=5");
    const plot = await plotOf(panel, channelOf("latent_l2_norm").title);
    const path = partsOf(await plot.locator("path.curve").getAttribute("d")).flat();
    const [x = 0] = path[7] ?? [];
    await plot
      .locator("svg")
      .first()
      .click({ position: { x: x + 2, y: 60 } });
    await expectStep(page, 7);
    await eventually(async () => Number(await plot.locator("line.cursor").getAttribute("x1"))).toBeCloseTo(
      x,
      1,
    );
    await stepSlider(page).fill("3");
    const [third = 0] = path[3] ?? [];
    await eventually(async () => Number(await plot.locator("line.cursor").getAttribute("x1"))).toBeCloseTo(
      third,
      1,
    );
  });

  browserTest("of two runs share one axis", async ({ page }) => {
    await openViewer(page, { compare: CARTOON, hash: "view=workbench&step=5&align=step" });
    const plot = await plotOf(await tab(page, "Metrics"), channelOf("guidance_l2_norm").title);
    const theirs = readJson<Record<string, number[]>>(CARTOON, "metrics.json").guidance_l2_norm ?? [];
    const mine = (metrics.guidance_l2_norm ?? []).map(Number);
    await eventually(() => readout(plot)).toEqual([
      "step 6",
      `photo ${readable(mine[5])}`,
      `cartoon ${readable(theirs[5])}`,
    ]);
    const curves = await plot.locator("path.curve").evaluateAll((all) => all.map((e) => e.getAttribute("d")));
    const drawn = curves.flatMap((d) => partsOf(d).flat());
    expect(
      offScale(
        drawn.map(([, y]) => y),
        [...mine, ...theirs],
      ),
    ).toBeLessThan(0.1);
  });

  browserTest(
    "of two runs stand at noise levels: latents at those stepped to, the rest at the evaluations’",
    async ({ page }) => {
      const other = copyOf(CARTOON, "other");
      const levels = Array.from({ length: steps + 1 }, (_, i) => 12 * (1 - i / steps) ** 2);
      edit(other, "metadata.json", (metadata) => (metadata.generator.sigmas = levels));
      await openViewer(page, { compare: other, hash: "view=workbench&step=5" });
      const panel = await tab(page, "Metrics");
      for (const [key, first] of [
        ["latent_l2_norm", 1],
        ["predicted_noise_l2_norm", 0],
        ["cosine_similarity_to_previous", 1],
      ] as const) {
        const plot = panel.locator(`#${key}`);
        await plot.scrollIntoViewIfNeeded();
        await eventually(() => plot.locator("path.curve").count()).toBe(2);
        const curves = await plot
          .locator("path.curve")
          .evaluateAll((all) => all.map((e) => e.getAttribute("d")));
        const drawn = curves.map((d) => partsOf(d).flat());
        const at = [generator.sigmas, levels].map((sigmas) => sigmas.slice(first, first + steps));
        // The first step has no previous one. A level of 0 stands at the axis' end: it is not on its scale.
        const places = at.map((sigmas) => sigmas.slice(-(drawn[0]?.length ?? 0)));
        const points = drawn.flatMap((curve, i) =>
          curve.map(([x], k) => [x, places[i]?.[k] ?? NaN] as const),
        );
        const measured = points.filter(([, sigma]) => sigma > 0);
        expect(measured.length).toBeGreaterThan(1.5 * steps);
        expect(
          offScale(
            measured.map(([x]) => x),
            measured.map(([, sigma]) => Math.log(sigma)),
          ),
        ).toBeLessThan(0.2);
      }
    },
  );

  browserTest("stand by layer in a matrix where there are too many for curves", async ({ page }) => {
    const run = copyOf(PHOTO, "many");
    const layers = Array.from({ length: 12 }, (_, i) => `layer_${String(6 + i)}`);
    const value = (row: number, step: number) => 1 + ((row * 7 + step * 3) % 11) / 5;
    edit(run, "metadata.json", ({ layers: listed }) => {
      const like = listed[5];
      layers.forEach((id, i) =>
        listed.push({ ...like, id, processor_key: `${like.processor_key}.${String(i)}` }),
      );
    });
    edit(run, "metrics.json", (content) => {
      content.self_attention_entropy.forEach((entry: ByLayer, step: number) => {
        layers.forEach((id, row) => (entry.by_layer[id] = value(row, step)));
      });
    });
    const panel = await openMetrics(page, run, "step=5");
    const { title } = channelOf("self_attention_entropy");
    const plot = await plotOf(panel, title);
    const own = ["layer_0", "layer_2", "layer_4"].map((id) => selfEntropy.map((e) => e.by_layer[id] ?? NaN));
    const rows = [
      ...own,
      ...layers.map((_, row) => own[0]?.map((__, step) => value(row, step)) ?? []),
    ].flat();
    const matrix = plot.getByRole("img", { name: `${title} by layer and step` });
    await expectHeat(matrix, rows, [-largest(rows.map((v) => -v)), largest(rows)], INFERNO);
  });
});
