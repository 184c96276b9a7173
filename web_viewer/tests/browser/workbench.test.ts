import { describe, expect } from "vitest";
import { PANELS } from "../../src/panels/index.ts";
import { ROWS } from "../../src/workbench/Workbench.tsx";
import { CARTOON } from "../presets.ts";
import { largest, mean, sum } from "./support/numbers.ts";
import { browserTest } from "./support/page.ts";
import { DIST } from "./support/places.ts";
import { mapOf, metadataOf, wordMap } from "./support/run_files.ts";
import { staticHost } from "./support/servers.ts";
import { eventually, everyTab, openViewer, selectedChips } from "./support/viewer.ts";

describe("the workbench", () => {
  browserTest("has every panel, in panes of a size that is dragged or moved by keys", async ({ page }) => {
    await openViewer(page, { hash: "view=workbench&word=2" });
    const every = ROWS.flatMap((row) => row.panes.flatMap((pane) => [...pane.tabs]));
    expect([...(await everyTab(page)).keys()]).toEqual(every.map((id) => PANELS[id].title));
    const pane = page.locator(".pane").first();
    const width = async () => (await pane.boundingBox())?.width ?? 0;
    const bar = page.getByRole("separator").first();
    const before = await width();
    await bar.hover();
    const box = await bar.boundingBox();
    const [x, y] = [(box?.x ?? 0) + 3, (box?.y ?? 0) + 80];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y, { steps: 4 });
    await page.mouse.up();
    await eventually(async () => Math.abs((await width()) - before - 60)).toBeLessThan(4);
    await bar.press("ArrowLeft");
    await eventually(async () => (await width()) - before).toBeLessThan(50);
    await bar.press("ArrowRight");
    await eventually(async () => Math.abs((await width()) - before - 60)).toBeLessThan(4);
  });
});

describe("the workbench's script", () => {
  browserTest("is loaded when the workbench is first opened", async ({ page, requests }) => {
    const loaded = () => requests.filter((address) => address.endsWith("/workbench.js")).length;
    await openViewer(page, { hash: "view=story" });
    expect(loaded()).toBe(0);
    await page.keyboard.press("v");
    await page.getByRole("tab", { name: "Denoising" }).waitFor();
    await page.keyboard.press("v");
    await page.keyboard.press("v");
    await page.getByRole("tab", { name: "Denoising" }).waitFor();
    expect(loaded()).toBe(1);
  });

  browserTest("that is missing is told, and the story goes on", async ({ page, problems }) => {
    await page.route("**/workbench.js", (route) => route.abort());
    await openViewer(page, { hash: "view=story" });
    await page.keyboard.press("v");
    await page.getByText("The workbench can’t be opened.").waitFor();
    await page.keyboard.press("v");
    await page.getByRole("heading", { name: "Noise to picture" }).waitFor();
    expect(problems.splice(0).filter((p) => !p.startsWith("console: Failed to load resource"))).toEqual([]);
  });
});

describe("the first start", () => {
  browserTest("of the bundled runs has the red circle selected", async ({ page }) => {
    await page.goto(await staticHost({ "/": DIST }));
    await page.locator("#attention").scrollIntoViewIfNeeded();
    await eventually(() => selectedChips(page)).toEqual(["red", "circle"]);
  });

  browserTest(
    "of another run has the layer that sees the words most clearly, and its first clear word",
    async ({ page }) => {
      await openViewer(page, { run: CARTOON, hash: "view=workbench" });
      const { steps, prompt } = metadataOf(CARTOON);
      const words = prompt.words.filter((w) => w.text.length > 2);
      const seen = LAYERS.map((layer) => {
        const [first = [], last = []] = [0, steps - 1].map((step) => mapOf(CARTOON, layer, step));
        const clear = words.map(({ token_indices }) => {
          const [a, b] = [wordMap(first, token_indices), wordMap(last, token_indices)];
          return dispersion(a.map((v, i) => (v + (b[i] ?? 0)) / 2));
        });
        return { layer, clear };
      });
      const best = seen.sort((a, b) => sum(b.clear) - sum(a.clear))[0];
      const word = words[best?.clear.findIndex((value) => value >= 0.75 * largest(best.clear)) ?? -1];
      await eventually(() => selectedChips(page)).toEqual([word?.text]);
      await eventually(() => page.url()).toContain(`layer=${best?.layer ?? ""}&`);
    },
  );
});

/** The bundled runs' cross-attention layers. */
const LAYERS = ["layer_1", "layer_3", "layer_5"];

/** Variance over mean. */
function dispersion(values: readonly number[]): number {
  const centre = mean(values);
  return mean(values.map((v) => (v - centre) ** 2)) / Math.max(centre, 1e-12);
}

describe("reading ahead", () => {
  browserTest("brings the neighbours of the step, and no others", async ({ page, requests }) => {
    await openViewer(page, { hash: "view=workbench&layer=layer_5&step=4" });
    // Of the negative prompt no panel reads more than the step's own map.
    const read = () =>
      requests.flatMap((address) => /layer_5_step_(\d+)_c1\.bin$/.exec(address)?.[1] ?? []).sort();
    await eventually(read).toEqual(["002", "003", "004", "005", "006", "007"]);
    await page.keyboard.press("ArrowRight");
    await eventually(read).toEqual(["002", "003", "004", "005", "006", "007", "008"]);
  });
});
