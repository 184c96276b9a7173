import type { Page } from "playwright-core";
import { expect } from "vitest";
import { apiPrompt, cachedNodes, command, openGraph, run, setWidget } from "./support/comfy.ts";
import { nodeCount } from "./support/building.ts";
import { NODES, smallGraph } from "./support/graphs.ts";
import { comfyTest } from "./support/page.ts";
import * as panels from "./support/panels.ts";
import { keptPasses, keptPicture, runsNamed } from "./support/runs.ts";
import { eventually } from "./support/waiting.ts";

comfyTest(
  "using a panel changes nothing that is queued, and a cached run keeps what it shows",
  async (page) => {
    const before = runsNamed("cached");
    await openGraph(page, smallGraph({ side: 128, runName: "cached" }), "cached");
    await run(page);
    const queued = await apiPrompt(page);
    const sampler = await panels.panelOn(page, NODES.sampler);
    await panels.expectSteps(sampler, 8);
    await panels.stepSlider(sampler).fill("3");
    await sampler.getByRole("button", { name: "square", exact: true }).click();
    const chosen = () => sampler.getByRole("button", { pressed: true }).allTextContents();
    expect(await chosen()).toEqual(["square"]);
    expect(await apiPrompt(page)).toEqual(queued);
    expect(Object.keys(queued[String(NODES.sampler)]?.inputs ?? {})).not.toContain("diffulizer_live");
    await run(page);
    expect(await cachedNodes(page)).toEqual(
      expect.arrayContaining([String(NODES.sampler), String(NODES.exporter)]),
    );
    expect(runsNamed("cached").length).toBe(before.length + 1);
    expect(await chosen()).toEqual(["square"]);
    expect([await panels.shownStep(sampler), await panels.lastStep(sampler)]).toEqual([3, 7]);
  },
);

comfyTest("panels survive undo, and a pasted node begins empty", async (page) => {
  await openGraph(page, smallGraph({ side: 128 }), "pasted");
  await run(page);
  const count = await nodeCount(page);
  await panels.expectSteps(await panels.panelOn(page, NODES.sampler), 8);
  await page.evaluate((id) => window.app.canvas.selectNode(window.app.graph.getNodeById(id)), NODES.sampler);
  await page.locator("#graph-canvas").focus();
  await page.keyboard.press("Control+c");
  await page.keyboard.press("Control+v");
  await eventually(() => nodeCount(page)).toBe(count + 1);
  const pasted = await page.evaluate(() => String(window.app.graph.nodes.at(-1).id));
  const copy = await panels.panelOn(page, pasted);
  await copy.getByText("Run the workflow to see each step here.").waitFor();
  await command(page, "Comfy.Undo");
  await eventually(() => nodeCount(page)).toBe(count);
  const sampler = await panels.panelOn(page, NODES.sampler);
  await panels.expectSteps(sampler, 8);
  const [pass] = await keptPasses();
  await panels.stepSlider(sampler).fill("7");
  await panels.expectDrawn(panels.picture(sampler), await keptPicture(page, pass?.id ?? "", 7));
  await (await panels.panelOn(page, NODES.exporter)).locator(".strip img[src]").first().waitFor();
});

comfyTest("panels are as light or as dark as the page", async (page) => {
  await openGraph(page, smallGraph(), "light and dark");
  const panel = await panels.panelOn(page, NODES.sampler);
  await panel.getByText("Run the workflow to see each step here.").waitFor();
  for (const [palette, theme] of [
    ["light", "light"],
    ["dark", "dark"],
  ] as const) {
    await page.evaluate((id) => window.app.extensionManager.setting.set("Comfy.ColorPalette", id), palette);
    await eventually(() => panel.getAttribute("data-theme")).toBe(theme);
    const [text, ground] = await panel.evaluate((element) => {
      const { color, backgroundColor } = getComputedStyle(element.shadowRoot?.firstElementChild ?? element);
      return [color, backgroundColor].map((c) => (c.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number));
    });
    const brightness = (channels: number[] = []) => channels.reduce((a, b) => a + b, 0) / 3;
    expect(brightness(ground) > brightness(text)).toBe(theme === "light");
  }
});

comfyTest("a sampler within a subgraph shows its steps", async (page) => {
  await openGraph(page, smallGraph({ steps: 6 }), "subgraph");
  await page.evaluate((id) => window.app.canvas.selectNode(window.app.graph.getNodeById(id)), NODES.sampler);
  await command(page, "Comfy.Graph.ConvertToSubgraph");
  await eventually(() => page.evaluate(() => window.app.graph.nodes.some((n: Inner) => n.subgraph))).toBe(
    true,
  );
  await run(page);
  const inner = await enter(page);
  const panel = await panels.panelOn(page, inner);
  await panels.expectSteps(panel, 6);
  const [pass] = await keptPasses();
  await panels.stepSlider(panel).fill("5");
  await panels.expectDrawn(panels.picture(panel), await keptPicture(page, pass?.id ?? "", 5));
});

comfyTest("nodes that are removed leave nothing behind", async (page) => {
  await openGraph(page, smallGraph(), "removed");
  await setWidget(page, NODES.sampler, "steps", 4);
  await page.evaluate(() => {
    window.listening = 0;
    for (const target of [window.app.api, window, document] as EventTarget[]) {
      for (const [name, change] of [
        ["addEventListener", 1],
        ["removeEventListener", -1],
      ] as const) {
        const own = target[name].bind(target);
        target[name] = (type: string, ...rest: never[]) => {
          if (target === window.app.api || type.startsWith("diffulizer")) window.listening += change;
          own(type, ...(rest as unknown as [EventListener]));
        };
      }
    }
  });
  const left = await page.evaluate(async () => {
    const [ours, own]: WeakRef<HTMLElement>[][] = [[], []];
    for (let i = 0; i < 20; i++) {
      const node = window.LiteGraph.createNode(i % 2 ? "Diffulizer_KSampler" : "Diffulizer_ExportRun");
      const text = window.LiteGraph.createNode("CLIPTextEncode");
      for (const made of [node, text]) window.app.graph.add(made);
      await new Promise(requestAnimationFrame);
      ours?.push(new WeakRef(node.diffulizer.element));
      own?.push(new WeakRef(text.widgets.find((w: { element?: HTMLElement }) => w.element).element));
      for (const made of [node, text]) window.app.graph.remove(made);
    }
    window.removed = { ours: ours ?? [], own: own ?? [] };
    return window.listening;
  });
  expect(left).toBe(0);
  const session = await page.context().newCDPSession(page);
  /** Panels that are still there beyond the page's own text boxes: some versions keep what was removed in Nodes 2.0. */
  const kept = async () => {
    await session.send("HeapProfiler.collectGarbage");
    return page.evaluate(() => {
      const alive = (refs: WeakRef<HTMLElement>[]) => refs.filter((ref) => ref.deref()).length;
      return alive(window.removed.ours) - alive(window.removed.own);
    });
  };
  await eventually(kept).toBeLessThanOrEqual(2); // the page may hold the last one
});

interface Inner {
  readonly id: number | string;
  readonly subgraph?: { nodes: { id: number | string }[] };
}

/** Open the only subgraph; the id of its only node. */
function enter(page: Page): Promise<string> {
  return page.evaluate(() => {
    const node = (window.app.graph.nodes as Inner[]).find((n) => n.subgraph);
    window.app.canvas.openSubgraph(node?.subgraph, node);
    return String(node?.subgraph?.nodes[0]?.id);
  });
}
