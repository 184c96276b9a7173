import { describe, expect } from "vitest";
import { channelOf, CHANNELS } from "../../src/format/channels.ts";
import { PHOTO } from "../presets.ts";
import { offScale } from "./support/curves.ts";
import { percent, readable, sum } from "./support/numbers.ts";
import { browserTest } from "./support/page.ts";
import { expectCurve, openMetrics, plotOf, readout } from "./support/plots.ts";
import { metadataOf, readJson, wordNames } from "./support/run_files.ts";
import { chip, eventually } from "./support/viewer.ts";

type Series = (number | null)[];
interface ByLayer {
  readonly mean: number;
  readonly by_layer: Record<string, number>;
}
const metrics = readJson<Record<string, Series>>(PHOTO, "metrics.json");
const byLayer = (key: string) => metrics[key] as unknown as ByLayer[];
const { prompt } = metadataOf(PHOTO);

const CROSS = { layer_1: "Encoder 8", layer_3: "Middle", layer_5: "Decoder 4" };
const SELF = { layer_0: "Encoder 8", layer_2: "Middle", layer_4: "Decoder 4" };

describe("metrics", () => {
  browserTest("are curves of every channel, each with its definition", async ({ page }) => {
    const panel = await openMetrics(page, PHOTO, "step=5");
    const there = CHANNELS.filter(({ key, shape }) => shape === "number" && metrics[key] !== undefined);
    expect(there.length).toBeGreaterThanOrEqual(7);
    for (const { key, title, definition, reading } of there) {
      const plot = await plotOf(panel, title);
      await expectCurve(plot, metrics[key] ?? []);
      await eventually(() => readout(plot)).toEqual(["step 6", `photo ${readable(metrics[key]?.[5])}`]);
      const text = await plot.locator("p.small").last().textContent();
      expect(text).toBe(`What it is. ${definition} How to read it. ${reading}`);
    }
    const shown = await panel.locator("section.metric h3").allTextContents();
    expect(shown.slice(0, there.length)).toEqual(there.map(({ title }) => title));
  });

  browserTest("tell entropy over words from entropy over the picture, by layer", async ({ page }) => {
    const panel = await openMetrics(page, PHOTO, "step=5");
    for (const [key, over, names] of [
      ["cross_attention_entropy", "over tokens", CROSS],
      ["cross_attention_spatial_entropy", "over image positions", CROSS],
      ["self_attention_entropy", "over key positions", SELF],
    ] as const) {
      const plot = await plotOf(panel, channelOf(key).title);
      const at = byLayer(key)[5]?.by_layer ?? {};
      const mean = byLayer(key)[5]?.mean ?? sum(Object.values(at)) / Object.keys(at).length;
      await eventually(() => readout(plot)).toEqual([
        "step 6",
        `mean ${readable(mean)}`,
        ...Object.entries(names).map(([layer, name]) => `${name} ${readable(at[layer])}`),
      ]);
      expect(await plot.locator("p.small").last().textContent()).toContain(over);
    }
  });

  browserTest("have bars of the words’ dominance, which select", async ({ page }) => {
    const panel = await openMetrics(page, PHOTO, "step=5");
    const { scores } = readJson<{ token_dominance: { scores: number[] } }>(
      PHOTO,
      "metrics.json",
    ).token_dominance;
    const names = wordNames(prompt.words);
    const ranked = prompt.words
      .map((w, i) => ({ text: names[i] ?? "", score: sum(w.token_indices.map((t) => scores[t] ?? 0)) }))
      .sort((a, b) => b.score - a.score);
    const bars = panel.getByRole("group", { name: channelOf("token_dominance").title }).getByRole("button");
    await bars.first().scrollIntoViewIfNeeded();
    expect(await bars.allTextContents()).toEqual(ranked.map((w) => `${w.text}${percent(w.score)}`));
    const lengths = await bars.evaluateAll((all) =>
      all.map((bar) => Number(bar.querySelector("rect[fill]")?.getAttribute("width"))),
    );
    expect(offScale([...lengths, 0], [...ranked.map((w) => w.score), 0])).toBeLessThan(1.01);
    const place = names.indexOf(ranked[1]?.text ?? "");
    await bars.nth(1).focus();
    await page.keyboard.press("Enter");
    await eventually(() => chip(page, place).getAttribute("aria-pressed")).toBe("true");
  });
});
