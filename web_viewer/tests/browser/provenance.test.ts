import { readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { describe, expect } from "vitest";
import { CARTOON, PHOTO } from "../presets.ts";
import { copyOf, edit } from "./support/copies.ts";
import { browserTest } from "./support/page.ts";
import { metadataOf } from "./support/run_files.ts";
import { eventually, openViewer, tab } from "./support/viewer.ts";

const metadata = metadataOf(PHOTO);

describe("provenance", () => {
  browserTest("has every fact of how the run was made", async ({ page }) => {
    const panel = await open(page, PHOTO);
    await panel.getByText("How it was made").click();
    const rows = panel.locator("details[open] .facts > div");
    const shown = await rows.evaluateAll((all) =>
      all.map((row) => [...row.children].map((c) => c.textContent)),
    );
    const { workflow, prompt_graph, ...facts } = metadata.generator;
    expect(workflow).toBeUndefined();
    expect(prompt_graph).toBeDefined(); // behind "Download workflow"
    const written = (value: unknown) => (typeof value === "string" ? value || "–" : JSON.stringify(value));
    expect(shown).toEqual(Object.entries(facts).map(([key, value]) => [key, written(value)]));
    expect(shown.length).toBeGreaterThan(25);
  });

  browserTest("has the prompts with their tokens, the layers, and all of metadata.json", async ({ page }) => {
    const panel = await open(page, PHOTO);
    await panel.getByText("Prompts and tokens").click();
    const prompts = panel.locator("details[open] .facts");
    for (const [i, condition] of metadata.conditions.entries()) {
      const text = await prompts.nth(i).textContent();
      expect(text).toContain(JSON.stringify(condition.tokens));
      expect(text).toContain(JSON.stringify(condition.words.map((w) => w.text)));
    }
    await panel.getByText("Layers (6)").click();
    const third = panel.locator("tbody tr").nth(3).locator("td");
    expect(await third.allTextContents()).toEqual([
      "layer_3",
      "Middle",
      "cross",
      "8 × 8",
      "4",
      "middle_block.1.transformer_blocks.0.attn2",
    ]);
    await panel.getByText("All of metadata.json").click();
    const text = (await panel.locator("pre").textContent()) ?? "";
    const shown = JSON.parse(text) as Record<string, unknown>;
    expect(Object.keys(shown)).toEqual(Object.keys(metadata));
    expect(shown).toMatchObject({ schema_version: "1.2.0", steps: 10, complete: true });
  });

  browserTest("has what was not recorded, where and why", async ({ page }) => {
    const run = copyOf(PHOTO, "partly");
    const reasons = [
      { what: "attention", where: "layer_9", reason: "the layer never ran" },
      { what: "previews", where: "steps 3 to 5", reason: "the decoder failed: out of memory" },
    ];
    edit(run, "metadata.json", (content) => (content.not_recorded = reasons));
    const panel = await open(page, run);
    const told = panel.getByRole("region", { name: "Not recorded in partly" }).getByRole("listitem");
    expect(await told.allTextContents()).toEqual(reasons.map((r) => `${r.what} (${r.where}): ${r.reason}`));
  });

  browserTest("stands for both runs that are compared", async ({ page }) => {
    await openViewer(page, { compare: CARTOON, hash: "view=workbench" });
    const panel = await tab(page, "Provenance");
    expect(await panel.getByRole("heading", { level: 3 }).allTextContents()).toEqual(["photo", "cartoon"]);
  });
});

describe("the workflow", () => {
  browserTest("is downloaded and copied as it is in the run", async ({ page }) => {
    const run = copyOf(PHOTO, "drawn");
    const workflow = {
      version: 0.4,
      nodes: [{ id: 1, type: "KSampler", widgets_values: ["ä", 1e-7, null] }],
    };
    edit(run, "metadata.json", (content) => (content.generator.workflow = workflow));
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const panel = await open(page, run);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      panel.getByRole("button", { name: "Download workflow" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("drawn.workflow.json");
    expect(JSON.parse(readFileSync(await download.path(), "utf8"))).toEqual(workflow);
    await panel.getByRole("button", { name: "Copy workflow" }).click();
    await panel.getByRole("button", { name: "Copied" }).waitFor();
    expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toEqual(workflow);
  });

  browserTest("is told to be missing where the run has none", async ({ page }) => {
    const run = copyOf(PHOTO, "silent");
    edit(run, "metadata.json", ({ generator }) => {
      delete generator.workflow;
      delete generator.prompt_graph;
    });
    const panel = await open(page, run);
    expect(await panel.textContent()).toContain("no workflow in this run");
    expect(await panel.getByRole("button", { name: /workflow/ }).count()).toBe(0);
  });
});

describe("Check every file", () => {
  browserTest("finds nothing in a whole run, and each damaged file in another", async ({ page }) => {
    const run = copyOf(PHOTO, "broken");
    const [map, image] = ["attention/cross/layer_3_step_005.bin", "images/x0_007.png"];
    truncateSync(join(run, map), 1000);
    truncateSync(join(run, image), 40);
    await openViewer(page, { run, compare: PHOTO, hash: "view=workbench" });
    const panel = await tab(page, "Provenance");
    const whole = panel.getByRole("region", { name: "Check of photo" });
    await whole.getByRole("button", { name: "Check every file" }).click();
    await eventually(() => whole.textContent()).toBe(
      "No problem foundCheck every fileEvery file was checked. diffulizer validate also checks what is in them",
    );
    const damaged = panel.getByRole("region", { name: "Check of broken" });
    expect(await damaged.textContent()).toContain("No problem found"); // as far as its JSON files tell
    await damaged.getByRole("button", { name: "Check every file" }).click();
    await eventually(() => damaged.getByRole("heading").textContent()).toBe("Problems (2)");
    const at = metadata.attention_files.findIndex(({ path }) => path === map);
    const problems = await damaged.getByRole("listitem").allTextContents();
    expect(problems).toEqual([
      `metadata.json: attention_files[${at}].shape: "${map}" has 1000 bytes; shape [77,8,8] takes 9856 (map-size)`,
      `metadata.json: x0_images[7]: "${image}" does not open: it is cut off or holds no pixels; expected a whole PNG image (image-unreadable)`,
    ]);
  });
});

async function open(page: Page, run: string): Promise<Locator> {
  await openViewer(page, { run, hash: "view=workbench" });
  return tab(page, "Provenance");
}
