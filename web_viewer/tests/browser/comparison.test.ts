import type { Locator, Page } from "playwright-core";
import { describe, expect } from "vitest";
import { CARTOON, PHOTO } from "../presets.ts";
import { DIVERGING, expectHeat, expectPixels, INFERNO } from "./support/canvas.ts";
import { copyOf, edit, shorten } from "./support/copies.ts";
import { largest, readable } from "./support/numbers.ts";
import { browserTest } from "./support/page.ts";
import { REPOSITORY } from "./support/places.ts";
import { python } from "./support/python.ts";
import { imageOf, mapOf, metadataOf, wordMap } from "./support/run_files.ts";
import { chip, eventually, openViewer, pointAt, selectedChips, stepSlider, tab } from "./support/viewer.ts";

const { generator, steps } = metadataOf(PHOTO);
const { sigmas } = generator;
const VERDICT = `
import json, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from diffulizer.analysis.comparison import compare
from diffulizer.analysis.verdict import verdict_of
from diffulizer.comfyui.graph_diff import graph_differences
from diffulizer.dataset.read.disk_pass import DiskPass
a, b = (DiskPass(Path(path)) for path in sys.argv[2:])
print(json.dumps(verdict_of(compare(a, b, further=graph_differences(a, b))).sentences()))
`;
const LAYERS = ["layer_1", "layer_3", "layer_5"];

describe("two runs of different length", () => {
  browserTest("are aligned by noise level or by step", async ({ page }) => {
    const short = copyOf(CARTOON, "short");
    shorten(short, 6);
    // As a schedule of fewer steps has them: levels of its own, from the same first one.
    const levels = Array.from({ length: 7 }, (_, i) => (sigmas[0] ?? 0) * (1 - i / 6) ** 2);
    edit(short, "metadata.json", (metadata) => (metadata.generator.sigmas = levels));
    await openViewer(page, { compare: short, hash: "view=workbench&step=0" });
    const panel = await tab(page, "Comparison");
    const distance = (a: number, b: number) => Math.abs(Math.log(a) - Math.log(b));
    const nearest = (step: number) => {
      const there = levels.slice(0, 6);
      const off = there.map((level) => distance(level, sigmas[step] ?? 0));
      return off.indexOf(Math.min(...off));
    };
    const told = (step: number, other: number) => [
      `photo · step ${String(step + 1)} of 10 · noise level ${readable(sigmas[step])}`,
      `short · step ${String(other + 1)} of 6 · noise level ${readable(levels[other])}`,
    ];
    const names = () => panel.locator(".run-name p.small").allTextContents();
    for (const step of [0, 2, 5, 9]) {
      await stepSlider(page).fill(String(step));
      await eventually(async () => (await names()).slice(0, 2)).toEqual(told(step, nearest(step)));
    }
    expect(nearest(5)).not.toBe(5); // or the two ways could not be told apart
    // A latent has the level that its step led to: there the nearest may be another step's.
    const nearestLatent = (step: number) => {
      const off = levels
        .slice(1)
        .map((level) => distance(Math.max(level, 1e-4), Math.max(sigmas[step + 1] ?? 0, 1e-4)));
      return off.indexOf(Math.min(...off));
    };
    const step =
      Array.from({ length: steps }, (_, i) => i).find((i) => nearestLatent(i) !== nearest(i)) ?? NaN;
    await stepSlider(page).fill(String(step));
    const wipe = await tab(page, "Wipe");
    await wipe.getByRole("button", { name: "noisy picture" }).click();
    const latent = nearestLatent(step);
    await expectPixels(
      wipe.getByRole("img", { name: `short, step ${String(latent + 1)}`, exact: true }),
      imageOf(short, `images/step_${String(latent).padStart(3, "0")}.png`),
    );
    await wipe.getByRole("button", { name: "the model’s guess" }).click();
    await panel.getByRole("button", { name: "Same step" }).click();
    for (const step of [4, 5, 9]) {
      await stepSlider(page).fill(String(step));
      const other = Math.min(step, 5);
      await eventually(async () => (await names()).slice(0, 2)).toEqual(told(step, other));
      const theirs = wipe.getByRole("img", { name: `short, step ${String(other + 1)}`, exact: true });
      await expectPixels(theirs, imageOf(short, `images/x0_${String(other).padStart(3, "0")}.png`));
    }
  });
});

describe("two runs", () => {
  browserTest("have a verdict, in the sentences of `diffulizer compare`", async ({ page }) => {
    const panel = await open(page, "step=8");
    const verdict = panel.getByRole("region", { name: "Verdict" });
    await eventually(() => verdict.getAttribute("aria-busy")).toBe("false");
    expect(await sentences(verdict)).toEqual(python(VERDICT, REPOSITORY, PHOTO, CARTOON));
  });

  browserTest("that are equal are called equal", async ({ page }) => {
    await openViewer(page, { compare: copyOf(PHOTO, "again"), hash: "view=workbench&step=8" });
    const verdict = (await tab(page, "Comparison")).getByRole("region", { name: "Verdict" });
    await eventually(() => sentences(verdict)).toEqual([
      "A and B state the same prompt and settings.",
      "The runs are equal: no difference beyond rounding.",
    ]);
  });

  browserTest("stand in one picture with a divider", async ({ page }) => {
    await open(page, "step=8");
    const panel = await tab(page, "Wipe");
    const divider = panel.getByRole("slider", { name: "Divider between the two runs" });
    await expectPixels(
      panel.getByRole("img", { name: "photo, step 9" }).first(),
      imageOf(PHOTO, "images/x0_008.png"),
    );
    await expectPixels(
      panel.getByRole("img", { name: "cartoon, step 9" }),
      imageOf(CARTOON, "images/x0_008.png"),
    );
    const frame = panel.locator(".picture .frame");
    await pointAt(page, frame, 0.5, 0.3);
    await page.mouse.down();
    await pointAt(page, frame, 0.75, 0.3);
    await page.mouse.up();
    await eventually(() => divider.inputValue()).toBe("75");
    await divider.focus();
    await page.keyboard.press("ArrowLeft");
    await eventually(() => divider.inputValue()).toBe("74");
    const cut = await frame.locator(".over").evaluate((e) => (e as HTMLElement).style.clipPath);
    expect(cut).toBe("inset(0px 0px 0px 74%)");
    await panel.getByRole("button", { name: "noisy picture" }).click();
    await expectPixels(
      panel.getByRole("img", { name: "cartoon, step 9" }),
      imageOf(CARTOON, "images/step_008.png"),
    );
  });

  browserTest("stand beside their difference, for one word, at one step, in one layer", async ({ page }) => {
    const panel = await open(page, "step=8&word=2&layer=layer_5&cells=1");
    const of = (run: string) => wordMap(mapOf(run, "layer_5", 8), [3]);
    const maps = { photo: of(PHOTO), cartoon: of(CARTOON) };
    const most = largest([PHOTO, CARTOON].flatMap((run) => mostOf(run, "layer_5")));
    for (const [name, values] of Object.entries(maps)) {
      const map = panel.getByRole("img", { name: `Attention to circle in ${name}, step 9` });
      await expectHeat(map, values, [0, most], INFERNO);
    }
    const difference = maps.cartoon.map((value, i) => value - (maps.photo[i] ?? 0));
    const limit = largest(difference.map(Math.abs));
    const map = panel.getByRole("img", { name: "Attention, “circle”: cartoon minus photo" });
    await expectHeat(map, difference, [-limit, limit], DIVERGING);
    const legend = panel.getByRole("figure", { name: "Difference" }).locator(".legend");
    expect(await legend.getAttribute("aria-label")).toBe(
      `Colours from ${readable(-limit)} to ${readable(limit)}: red where B attends more, blue where A does, on a scale for this pair alone`,
    );
    for (const [name, run] of [
      ["photo", PHOTO],
      ["cartoon", CARTOON],
    ] as const)
      await expectPixels(
        panel.getByRole("img", { name: `${name}, step 9`, exact: true }).first(),
        imageOf(run, "images/x0_008.png"),
      );
    await stepSlider(page).fill("2");
    await panel.getByRole("img", { name: "Attention to circle in cartoon, step 3" }).waitFor();
  });

  browserTest("begin with the word that was changed, beside the one in its place", async ({ page }) => {
    const panel = await open(page, "step=8&layer=layer_5&cells=1");
    const pair = panel.getByRole("group", { name: "Changed words" }).getByRole("button");
    expect(await pair.allTextContents()).toEqual(["photo ↔ cartoon"]);
    await eventually(() => pair.getAttribute("aria-pressed")).toBe("true");
    const [mine, theirs] = [PHOTO, CARTOON].map((run, i) => {
      const words = metadataOf(run).prompt.words;
      const word = words.find(({ text }) => text === ["photo", "cartoon"][i]);
      return wordMap(mapOf(run, "layer_5", 8), word?.token_indices ?? []);
    });
    const difference = theirs?.map((value, i) => value - (mine?.[i] ?? 0)) ?? [];
    const limit = largest(difference.map(Math.abs));
    const map = panel.getByRole("img", { name: "Attention, “cartoon” − “photo”: cartoon minus photo" });
    await expectHeat(map, difference, [-limit, limit], DIVERGING);
    const names = panel.locator(".run-name .telling");
    expect(await names.allTextContents()).toEqual([
      "… photo style ",
      "… cartoon style ",
      "B − A “cartoon” − “photo”",
    ]);
    const curves = (await tab(page, "Curves of both")).locator(".legend-row, .readout");
    await eventually(() => curves.allTextContents()).toEqual([
      expect.stringMatching(/A: photo .*B: cartoon /),
    ]);
    await panel.getByRole("group", { name: "Words of both" }).getByRole("button", { name: "square" }).click();
    await eventually(() => selectedChips(page)).toEqual(["square"]);
    await panel.getByRole("img", { name: "Attention, “square”: cartoon minus photo" }).waitFor();
  });

  browserTest("have chips for words that only one of them has", async ({ page }) => {
    const fewer = copyOf(CARTOON, "fewer");
    edit(fewer, "metadata.json", ({ prompt, conditions }) => {
      for (const { words } of [prompt, ...conditions] as Words[]) {
        const at = words.findIndex(({ text }) => text === "above");
        if (at >= 0) words.splice(at, 1);
      }
    });
    await openViewer(page, { run: fewer, compare: PHOTO, hash: "view=workbench&step=8&layer=layer_5" });
    const panel = page.getByRole("tabpanel", { name: "Comparison" });
    const sole = panel.getByRole("group", { name: "Words of one run" }).getByRole("button");
    expect(await sole.allTextContents()).toEqual(["above only B"]);
    await sole.click();
    await panel.getByText("A does not have this word.").waitFor();
    await panel.getByText("Only one of the prompts has “above”").waitFor();
    await panel.getByRole("img", { name: "Attention to above in photo, step 9" }).waitFor();
    await eventually(() => new URL(page.url()).hash).toContain("word=none&theirs=3&");
    await page.reload();
    await panel.getByRole("img", { name: "Attention to above in photo, step 9" }).waitFor();
    await chip(page, 1).click();
    await panel.getByRole("img", { name: "Attention to red in photo, step 9" }).waitFor();
  });

  browserTest("part by the Jensen-Shannon divergence of their attention", async ({ page }) => {
    await open(page, "step=8&layer=layer_5");
    const panel = await tab(page, "Layers of both");
    const values = LAYERS.map((layer) =>
      Array.from({ length: steps }, (_, step) =>
        divergence(mapOf(PHOTO, layer, step), mapOf(CARTOON, layer, step)),
      ),
    );
    const matrix = panel.getByRole("img", { name: "Jensen-Shannon divergence by layer and step" });
    await expectHeat(matrix, values.flat(), [0, largest(values.flat())], INFERNO);
    await page.locator(".run-verdict[aria-busy=false]").waitFor(); // what it says last takes room
    const cells = panel.locator(".matrix-cells");
    for (const [row, step] of [
      [0, 3],
      [2, 7],
    ] as const) {
      await pointAt(page, cells, (step + 0.5) / steps, (row + 0.5) / LAYERS.length);
      await eventually(() => panel.locator(".matrix-note").textContent()).toMatch(
        new RegExp(`, step ${String(step + 1)}: ${readable(values[row]?.[step])} nats$`),
      );
    }
  });

  browserTest("have their prompts word by word, and the settings that differ", async ({ page }) => {
    const other = copyOf(CARTOON, "other");
    edit(other, "metadata.json", ({ generator: made }) => {
      made.seed = 43;
      made.sampler = "heun";
    });
    await openViewer(page, { compare: other, hash: "view=workbench" });
    const panel = (await tab(page, "Prompts and settings")).locator(".prompt-diff");
    const words = (element: string) => panel.locator(element).allTextContents();
    expect(await words("del")).toEqual(["photo "]);
    expect(await words("ins")).toEqual(["cartoon "]);
    expect(await panel.locator("p").allTextContents()).toEqual([
      "Prompt: a red circle above a blue square on a grey background, photo cartoon style ",
      "Negative prompt: a green shape ",
    ]);
    const rows = panel.getByRole("row");
    expect(
      await rows.evaluateAll((all) => all.map((r) => [...r.children].map((c) => c.textContent))),
    ).toEqual([
      ["seed", "42", "43"],
      ["sampler", '"euler"', '"heun"'],
    ]);
  });
});

async function open(page: Page, hash: string): Promise<Locator> {
  await openViewer(page, { compare: CARTOON, hash: `view=workbench&${hash}` });
  return tab(page, "Comparison");
}

interface Words {
  readonly words: { readonly text: string }[];
}

/** The verdict as it reads. */
async function sentences(verdict: Locator): Promise<string[]> {
  return (await verdict.locator("span").allTextContents()).map((sentence) => sentence.trim());
}

/** The largest attention of a cell to each word of a layer, at any step. */
function mostOf(run: string, layer: string): number[] {
  const { prompt } = metadataOf(run);
  return Array.from({ length: steps }, (_, step) =>
    prompt.words.map(({ token_indices }) => largest(wordMap(mapOf(run, layer, step), token_indices))),
  ).flat();
}

/** Of each cell's distribution over tokens, in nats, mean over cells. */
function divergence(a: readonly number[][], b: readonly number[][]): number {
  const relative = (p: number, m: number) => (p > 0 ? p * Math.log(p / m) : 0);
  const cells = a[0]?.length ?? 0;
  let total = 0;
  for (let cell = 0; cell < cells; cell += 1) {
    const [p, q] = [a, b].map((map) => map.map((token) => token[cell] ?? 0));
    p?.forEach((share, token) => {
      const other = q?.[token] ?? 0;
      const middle = (share + other) / 2;
      total += (relative(share, middle) + relative(other, middle)) / 2;
    });
  }
  return total / cells;
}
