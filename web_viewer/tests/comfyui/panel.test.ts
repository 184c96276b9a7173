/** What a person sees of a panel without any doing: everything, at the size that a node has by itself. */
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { expect, inject } from "vitest";
import { wordNames } from "../browser/support/run_files.ts";
import { openGraph, run, setWidget } from "./support/comfy.ts";
import { example, type Graph, NODES, smallGraph } from "./support/graphs.ts";
import { comfyTest, fingerOn, keep } from "./support/page.ts";
import * as panels from "./support/panels.ts";
import { runFolder, runsNamed } from "./support/runs.ts";
import { eventually } from "./support/waiting.ts";
import { metadataOf } from "../browser/support/run_files.ts";

/** The most that may stay empty below a panel, in the graph's pixels; Nodes 2.0 has a row for the pack's name there. */
const BELOW = inject("nodes2") ? 64 : 12;

comfyTest("all of a panel can be seen on the template's node, before and after a run", async (page) => {
  const graph = fresh(example());
  await openGraph(page, graph, "template");
  await expectWhole(page, NODES.sampler, ["panel-empty"]);
  await run(page);
  const panel = await panels.panelOn(page, NODES.sampler);
  await panels.expectSteps(panel, 20);
  await expectWhole(page, NODES.sampler, ["chips", "frame", "step-bar", "caption", "actions"]);
  await expectWhole(page, NODES.exporter, ["run-head", "strip", "actions"]);
  await inThemes(page, async (theme) => {
    await keep(panel, `template sampler ${theme}`);
    await keep(await panels.panelOn(page, NODES.exporter), `template export ${theme}`);
    await panels.panelOn(page, NODES.sampler);
  });
});

comfyTest("all of a panel can be seen on a node that is added fresh", async (page) => {
  await openGraph(page, smallGraph({ side: 128 }), "added");
  for (const [type, parts] of [
    ["Diffulizer_KSampler", ["panel-empty"]],
    ["Diffulizer_RecordAttention", ["panel-empty"]],
    ["Diffulizer_WordEffects", ["panel-empty"]],
    ["Diffulizer_ExportRun", ["panel-empty"]],
    ["Diffulizer_LoadRun", ["panel-empty"]],
  ] as const) {
    const id = await page.evaluate((name) => {
      const node = window.LiteGraph.createNode(name);
      node.pos = [-3000, 0];
      window.app.graph.add(node);
      return String(node.id);
    }, type);
    expect(await page.evaluate((i) => window.app.graph.getNodeById(i).size[0], id)).toBeGreaterThanOrEqual(
      320,
    );
    await expectWhole(page, id, parts);
    await keep(await panels.panelOn(page, id), `fresh ${type}`);
    await page.evaluate((i) => window.app.graph.remove(window.app.graph.getNodeById(i)), id);
  }
});

comfyTest("a picture of another shape makes a panel of another height", async (page) => {
  const graph = smallGraph({ side: 64, steps: 2 });
  await openGraph(page, graph, "portrait");
  await setWidget(page, NODES.size, "height", 96);
  await run(page);
  const panel = await panels.panelOn(page, NODES.sampler);
  await panels.expectSteps(panel, 2);
  await expectWhole(page, NODES.sampler, ["chips", "frame", "step-bar", "caption", "actions"]);
  const { width = 0, height = 0 } = (await panel.locator(".frame").boundingBox()) ?? {};
  expect(height / width).toBeCloseTo(1.5, 1);
  await keep(panel, "portrait");
});

comfyTest("the wheel over a panel zooms the graph, and scrolls the list of words", async (page) => {
  const letters = (i: number) => String.fromCharCode(97 + Math.floor(i / 10), 97 + (i % 10));
  const prompt = Array.from({ length: 30 }, (_, i) => `thing${letters(i)}`).join(" ");
  await openGraph(page, smallGraph({ side: 64, steps: 2, prompt }), "wheel");
  await run(page);
  const panel = await panels.panelOn(page, NODES.sampler);
  await panels.expectSteps(panel, 2);
  const scale = () => page.evaluate(() => window.app.canvas.ds.scale as number);
  await panel.locator(".caption").hover();
  const before = await scale();
  await page.mouse.wheel(0, 120);
  await eventually(scale).toBeLessThan(before);
  await panels.panelOn(page, NODES.sampler);
  await panel.locator(".chip.more").click();
  const list = panel.locator(".word-list ul");
  await list.hover();
  const zoomed = await scale();
  await page.mouse.wheel(0, 120);
  await eventually(() => list.evaluate((element) => element.scrollTop)).toBeGreaterThan(0);
  expect(await scale()).toBe(zoomed);
  await keep(panel, "word list");
  await panel.getByRole("searchbox").fill("/gc.$/");
  await eventually(() => list.getByRole("button").count()).toBe(10);
  expect(await list.getByRole("meter", { name: "Concentration" }).count()).toBe(10);
  await list.getByRole("button").first().click();
  await page.keyboard.press("Escape");
  await eventually(() => panel.getByRole("button", { pressed: true }).allTextContents()).toEqual(["thingca"]);
});

comfyTest("pointing lights a word, a click keeps it, and a place names its words", async (page) => {
  await openGraph(page, smallGraph({ side: 128 }), "pointing");
  await run(page);
  const panel = await panels.panelOn(page, NODES.sampler);
  await panels.expectSteps(panel, 8);
  await panels.stepSlider(panel).fill("5");
  // One word is lit without any doing.
  await eventually(() => panel.getByRole("button", { pressed: true }).count()).toBe(1);
  const lit = (words: string) => panel.getByRole("img", { name: `Attention to ${words} at step 6` });
  const chip = (word: string) => panel.getByRole("button", { name: word, exact: true });
  await chip("square").hover();
  await lit("square").waitFor();
  await chip("circle").click();
  await panel.locator(".caption").hover();
  await lit("circle").waitFor();
  await eventually(() => panel.getByRole("button", { pressed: true }).allTextContents()).toEqual(["circle"]);
  await chip("blue").click();
  await panel.locator(".caption").hover();
  await lit("circle + blue").waitFor();
  await keep(panel, "two words");
  const colour = (word: string) => chip(word).evaluate((e) => e.style.getPropertyValue("--word"));
  expect(await colour("blue")).toBe("#3f7fe8");

  const place = panel.locator(".place");
  await place.hover();
  const bubble = panel.getByRole("tooltip");
  await bubble.waitFor();
  const rows = await bubble.locator("p .word").allTextContents();
  expect(rows.length).toBeGreaterThanOrEqual(3);
  const shares = (await bubble.locator("p .value").allTextContents()).map(parseFloat);
  expect(shares.slice(0, 5)).toEqual([...shares.slice(0, 5)].sort((a, b) => b - a));
  await keep(panel, "place");
  await place.click();
  await panel.locator(".caption").hover();
  await panel.locator(".mark.locked").waitFor();
  await page.keyboard.press("Escape");
  await eventually(() => panel.locator(".mark").count()).toBe(0);
});

comfyTest("a finger taps a place, which names its words, and lets go of it by another tap", async (page) => {
  await openGraph(page, smallGraph({ side: 128 }), "touch");
  await run(page);
  const panel = await panels.panelOn(page, NODES.sampler);
  await panels.expectSteps(panel, 8);
  await panels.stepSlider(panel).fill("5");
  const finger = await fingerOn(page);
  const menu = await panels.fromMenu(panel);
  await menu.getByRole("button", { name: "Let go of all words" }).click();
  await page.keyboard.press("Escape");
  await eventually(() => panel.locator(".caption p").first().textContent()).toBe(
    "Tap a word, or the picture.",
  );
  await finger.tap(panel.locator(".place"), 0.4, 0.3);
  await panel.getByRole("tooltip", { name: "Words of the kept place" }).waitFor();
  const mark = panel.locator(".mark.locked");
  const place = await mark.evaluate((e) => [parseFloat(e.style.left), parseFloat(e.style.top)]);
  expect(place[0]).toBeCloseTo(40, 0);
  expect(place[1]).toBeCloseTo(30, 0);
  await keep(panel, "touch");
  await finger.tap(panel.locator(".place"), 0.7, 0.6);
  await eventually(() => panel.locator(".mark").count()).toBe(0);
  await finger.away();
});

comfyTest("after a run it plays once by itself and rests, unless that is switched off", async (page) => {
  await openGraph(page, smallGraph({ side: 64, steps: 12 }), "plays");
  const panel = await panels.panelOn(page, NODES.sampler);
  const setting = (on: boolean) =>
    page.evaluate((v) => window.app.extensionManager.setting.set("Diffulizer.Panel.PlayOnce", v), on);
  const seenAfter = async (seed: number) => {
    await setWidget(page, NODES.sampler, "seed", seed);
    const seen = watchSteps(panel);
    await run(page);
    await panels.expectSteps(panel, 12);
    let [before, now] = [-1, 0];
    while (before !== now) {
      await page.waitForTimeout(1500);
      [before, now] = [now, (await seen()).length];
    }
    const rested = await panels.shownStep(panel);
    expect(rested).toBeGreaterThan(1);
    expect(rested).toBeLessThan(11);
    return seen();
  };
  const played = await seenAfter(4711);
  expect(played.length).toBeGreaterThan(8);
  expect(played.lastIndexOf(11)).toBeGreaterThan(played.indexOf(2));
  await setting(false);
  expect((await seenAfter(4712)).length).toBeLessThan(4);
  await setting(true);
});

comfyTest("the viewer opens at the step, the layer, the words and the theme of the panel", async (page) => {
  const before = runsNamed("taken_along");
  await openGraph(page, smallGraph({ runName: "taken_along", side: 128 }), "taken along");
  await run(page);
  const [made = ""] = runsNamed("taken_along").filter((name) => !before.includes(name));
  const panel = await panels.panelOn(page, NODES.sampler);
  await panels.expectSteps(panel, 8);
  await panels.stepSlider(panel).fill("3");
  await panel.getByRole("button", { name: "circle", exact: true }).click();
  const button = panel.getByRole("button", { name: "Open in viewer" });
  await eventually(() => button.isEnabled()).toBe(true);
  const [viewer] = await Promise.all([page.context().waitForEvent("page"), button.click()]);
  await viewer.getByRole("slider", { name: "Step" }).first().waitFor();
  const names = wordNames(metadataOf(runFolder(made)).prompt.words);
  await eventually(() => new URL(viewer.url()).hash).toMatch(/step=3&layer=layer_\d+/);
  const address = new URL(viewer.url());
  expect(address.searchParams.get("run")).toContain(made);
  expect(address.searchParams.get("theme")).toBe("dark");
  expect(address.hash).toContain(`word=${String(names.indexOf("circle"))}`);
  await viewer.close();
});

comfyTest("made small, a node keeps its actions", async (page) => {
  await openGraph(page, smallGraph({ side: 64, steps: 2 }), "small");
  await run(page);
  const panel = await panels.panelOn(page, NODES.sampler);
  await panels.expectSteps(panel, 2);
  const [x, y, least] = await page.evaluate((id) => {
    const { canvas, graph } = window.app;
    const node = graph.getNodeById(id);
    const [left, top] = canvas.ds.convertOffsetToCanvas([
      node.pos[0] + node.size[0],
      node.pos[1] + node.size[1],
    ]);
    const box = canvas.canvas.getBoundingClientRect();
    return [box.left + left - 3, box.top + top - 3, node.size[1]];
  }, NODES.sampler);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y - 300, { steps: 6 });
  await page.mouse.up();
  const size = () => page.evaluate((id) => window.app.graph.getNodeById(id).size[1] as number, NODES.sampler);
  if (inject("nodes2")) {
    // There a node can't be made smaller than its panel.
    await page.waitForTimeout(300);
    expect(await size()).toBeGreaterThanOrEqual(least - 1);
    await expectWhole(page, NODES.sampler, ["chips", "frame", "step-bar", "caption", "actions"]);
  } else {
    await eventually(size).toBeLessThan(least - 150);
    await eventually(() => panel.locator(".chips").isVisible()).toBe(false);
  }
  expect(await panel.locator(".actions").isVisible()).toBe(true);
  const [outer, inner] = [await panel.boundingBox(), await panel.locator(".actions").boundingBox()];
  expect((inner?.y ?? 0) + (inner?.height ?? 0)).toBeLessThanOrEqual((outer?.y ?? 0) + (outer?.height ?? 0));
  await keep(panel, "small");
});

/** A graph with a seed and an id of its own. */
function fresh(graph: Graph): Graph {
  const sampler = graph.nodes.find(({ id }) => id === NODES.sampler);
  if (sampler) sampler.widgets_values[0] = Math.floor(Math.random() * 2 ** 31);
  return { ...graph, id: crypto.randomUUID() };
}

/** Each part lies within its panel and is not cut, nothing scrolls, and the node ends where its panel does. */
async function expectWhole(page: Page, node: number | string, parts: readonly string[]): Promise<void> {
  const panel = await panels.panelOn(page, node);
  await panel.locator(`.${parts[0] ?? ""}`).waitFor();
  const wrong = () =>
    panel.evaluate(
      (element, [id, names, most]) => {
        const found: string[] = [];
        const scale = window.app.canvas.ds.scale as number;
        const outer = element.getBoundingClientRect();
        const root = element.shadowRoot?.querySelector(".host-root");
        for (const name of names) {
          const part = element.shadowRoot?.querySelector(`.${name}`);
          const box = part?.getBoundingClientRect();
          if (!part || !box || box.height < 10 || box.width < 100) found.push(`${name} is not there`);
          else if (box.top < outer.top - 1 || box.bottom > outer.bottom + 1 || box.right > outer.right + 1)
            found.push(`${name} lies outside`);
          else if (part.scrollHeight > part.clientHeight + 1) found.push(`${name} is cut`);
        }
        if (root && root.scrollHeight > root.clientHeight) found.push("it scrolls");
        const drawn = document.querySelector(`[data-node-id="${String(id)}"]`)?.getBoundingClientRect();
        const { pos, size } = window.app.graph.getNodeById(id);
        const [, end] = window.app.canvas.ds.convertOffsetToCanvas([pos[0], pos[1] + size[1]]);
        const bottom = drawn?.bottom ?? window.app.canvas.canvas.getBoundingClientRect().top + end;
        const below = (bottom - outer.bottom) / scale;
        if (below > most || below < -1) found.push(`${String(Math.round(below))} px below it are empty`);
        return found;
      },
      [node, parts, BELOW] as const,
    );
  await eventually(wrong).toEqual([]);
}

async function inThemes(page: Page, body: (theme: string) => Promise<void>): Promise<void> {
  for (const theme of ["light", "dark"]) {
    await page.evaluate((id) => window.app.extensionManager.setting.set("Comfy.ColorPalette", id), theme);
    await page.waitForTimeout(300);
    await body(theme);
    await page.screenshot({
      path: join(inject("pictures"), `page_${inject("nodes2") ? "nodes2" : "classic"}_${theme}.png`),
    });
  }
}

/** From now on: the steps that the panel shows while nothing is sampled, one after the other. */
function watchSteps(panel: Locator): () => Promise<readonly number[]> {
  const begun = panel.evaluate((element) => {
    const host = element as HTMLElement & { seen?: number[] };
    const seen: number[] = [];
    host.seen = seen;
    const pass = () =>
      window.app.graph.nodes.find(
        (n: { diffulizer?: { element: HTMLElement } }) => n.diffulizer?.element === element,
      )?.properties["diffulizer_pass"] as string | undefined;
    const old = pass();
    const look = () => {
      if (host.seen !== seen) return;
      const shown = element.shadowRoot;
      const step = Number(shown?.querySelector<HTMLInputElement>(".step-bar input")?.value ?? -1);
      const over = pass() !== old && shown?.querySelector("[role=status]")?.textContent === "";
      if (over && step !== seen.at(-1)) seen.push(step);
      requestAnimationFrame(look);
    };
    look();
  });
  return async () => {
    await begun;
    return panel.evaluate((element) => (element as HTMLElement & { seen?: number[] }).seen ?? []);
  };
}
