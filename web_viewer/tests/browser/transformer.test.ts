/** A transformer that predicts a flow, sampled at guidance 1: it is called what it is, and nothing is empty without a reason. */
import { describe, expect } from "vitest";
import { buildCases } from "./support/cases.ts";
import { mean, readable } from "./support/numbers.ts";
import { browserTest } from "./support/page.ts";
import { readout } from "./support/plots.ts";
import { mapOf, metadataOf, wordMap } from "./support/run_files.ts";
import { eventually, everyTab, goToScreen, openViewer, tab } from "./support/viewer.ts";

const cases = buildCases("transformer");
const HASH = "view=workbench&word=2&layer=layer_1&step=1";
const UNGUIDED = "Sampled at guidance 1: no negative prompt took part.";
/** What only other models have. */
const OTHERS = /U-Net|Encoder|Decoder|Middle|predicted noise|noise predicted|ε/;

describe("a transformer", () => {
  browserTest("has double and single blocks, and a velocity", async ({ page }) => {
    await openViewer(page, { run: cases.folder("transformer"), hash: HASH });
    const layers = page.getByRole("combobox", { name: "Attention layer" }).locator("option");
    await eventually(() => layers.allTextContents()).toEqual(["Double 0 (8 × 8)", "Single 0 (8 × 8)"]);
    const said = await everyTab(page);
    expect([...said].filter(([name, text]) => name !== "Provenance" && OTHERS.test(text))).toEqual([]);
    const velocity = await tab(page, "Velocity");
    await velocity.getByRole("button", { name: "velocity (noise minus picture)" }).waitFor();
    expect(said.get("Metrics")).toContain("Size of the velocity");
    expect(said.get("Layer × word")).toContain("Double blocks");
  });

  browserTest("says why it has no guidance", async ({ page }) => {
    await openViewer(page, { run: cases.folder("transformer"), hash: HASH });
    const said = await everyTab(page);
    for (const name of ["Velocity", "Metrics", "Formulas"]) expect(said.get(name), name).toContain(UNGUIDED);
  });

  browserTest(
    "gives the picture a share of its own, beside words, start, end and padding",
    async ({ page }) => {
      const run = cases.folder("transformer");
      await openViewer(page, { run, hash: HASH });
      const panel = await tab(page, "Words and picture");
      const map = mapOf(run, "layer_1", 1);
      const { tokens, words } = metadataOf(run).prompt;
      const share = (of: readonly number[]) => readable(mean(wordMap(map, of)));
      const end = Math.max(...words.flatMap(({ token_indices: own }) => own)) + 1;
      await eventually(() => readout(panel)).toEqual([
        "step 2",
        `words ${share(words.flatMap(({ token_indices: own }) => own))}`,
        `start ${share([0])}`,
        `end ${share([end])}`,
        `padding ${share([tokens.indexOf("<padding>")])}`,
        `the picture itself ${share([tokens.indexOf("<picture>")])}`,
      ]);
      await page.getByRole("checkbox", { name: "start, end, padding and the picture itself" }).check();
      await page.getByRole("button", { name: "⟨the picture itself⟩" }).first().waitFor();
    },
  );

  browserTest("is told as one in the story", async ({ page }) => {
    await openViewer(page, { run: cases.folder("transformer") });
    await page.locator(".machine").getByText("Transformer").waitFor();
    for (const id of ["tokens", "ask-a-place", "attention"] as const) await goToScreen(page, id);
    const told = (await page.locator(".story").textContent()) ?? "";
    expect(told).toContain("In a transformer, the picture stands in the same sequence, as 64 small squares");
    expect(told).toContain("The transformer is a row of blocks");
    expect(told).not.toMatch(OTHERS);
  });
});
