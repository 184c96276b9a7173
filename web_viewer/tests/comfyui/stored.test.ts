import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import type { Locator, Page } from "playwright-core";
import { expect, inject } from "vitest";
import { expectRuns } from "../browser/support/app.ts";
import { command, openGraph, run, setWidget } from "./support/comfy.ts";
import { NODES, smallGraph } from "./support/graphs.ts";
import { comfyTest, keep } from "./support/page.ts";
import * as panels from "./support/panels.ts";
import { runFolder, runsNamed } from "./support/runs.ts";
import { eventually } from "./support/waiting.ts";

comfyTest("the exported run is on its node, and its buttons work", async (page) => {
  const before = runsNamed("stored");
  await openGraph(page, smallGraph({ runName: "stored", side: 128 }), "stored");
  await run(page);
  await setWidget(page, NODES.sampler, "seed", Math.floor(Math.random() * 2 ** 31));
  await run(page);
  const [first = "", second = ""] = runsNamed("stored").filter((name) => !before.includes(name));
  const panel = await panels.panelOn(page, NODES.exporter);
  await panels.expectStored(panel, second);
  expect(await panel.locator(".run-head .soft").textContent()).toMatch(/^8 steps · [\d.]+ (k|M)B$/);
  expect(await panel.locator(".run-head code").getAttribute("title")).toBe(runFolder(second));
  await keep(panel, "stored");

  const viewer = await opened(page, panel.getByRole("button", { name: "Open in viewer" }));
  await expectRuns(viewer, runFolder(second), null);
  await eventually(() => viewer.evaluate(() => document.documentElement.dataset["theme"])).toBe("dark");
  await viewer.close();
  const both = await opened(page, panel.getByRole("button", { name: "Compare with previous" }));
  await expectRuns(both, runFolder(second), runFolder(first));
  await eventually(() =>
    both.evaluate(() => Math.abs(document.getElementById("comparison")?.getBoundingClientRect().top ?? 1e6)),
  ).toBeLessThan(200);
  await both.close();

  const menu = await panels.fromMenu(panel);
  await keep(panel, "stored menu");
  const whole = await download(page, menu.getByRole("link", { name: "Zip with the workflow", exact: true }));
  expect(whole.generator.workflow).toMatchObject({ last_node_id: 10 });
  await panels.fromMenu(panel);
  const bare = await download(page, menu.getByRole("link", { name: "Zip without the workflow" }));
  expect(bare.generator.seed).toBe(whole.generator.seed);
  expect(Object.keys(bare.generator)).not.toContain("workflow");
  expect(Object.keys(bare.generator)).not.toContain("prompt_graph");
  await panels.fromMenu(panel);
  await menu.getByRole("button", { name: "Copy path" }).click();
  await eventually(() => page.evaluate(() => navigator.clipboard.readText())).toBe(runFolder(second));
  // The page keeps with the node which run it shows, and not where on this machine: workflows are passed on.
  const workflow = JSON.stringify(await page.evaluate(() => window.app.graph.serialize()));
  expect(workflow).toContain(second);
  expect(workflow).not.toContain(inject("base"));
});

comfyTest("a run that is written over is opened again", async (page) => {
  await openGraph(page, smallGraph({ runName: "written_over", side: 128 }), "written over");
  await setWidget(page, NODES.exporter, "overwrite_output", true);
  const panel = await panels.panelOn(page, NODES.exporter);
  const pictures = new Set<string>();
  for (const seed of [1, 2]) {
    await setWidget(page, NODES.sampler, "seed", seed);
    await run(page);
    await panels.expectStored(panel, "written_over");
    const last = async () =>
      panel
        .locator(".strip img")
        .last()
        .evaluate(async (image: HTMLImageElement) => {
          const bytes = await (await fetch(image.src)).arrayBuffer();
          return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].join();
        });
    await eventually(async () => pictures.has(await last())).toBe(false);
    pictures.add(await last());
  }
});

comfyTest("each picture of a batch is one click away", async (page) => {
  const before = runsNamed("batch");
  await openGraph(page, smallGraph({ runName: "batch", side: 64, steps: 4 }), "batch");
  await setWidget(page, NODES.size, "batch_size", 2);
  await run(page);
  const made = runsNamed("batch").filter((name) => !before.includes(name));
  expect(made).toHaveLength(2);
  const panel = await panels.panelOn(page, NODES.exporter);
  await panels.expectStored(panel, made[0] ?? "");
  await panel.getByRole("combobox", { name: "Picture of the batch" }).selectOption("2 of 2");
  await panels.expectStored(panel, made[1] ?? "");
  await keep(panel, "batch");
});

comfyTest("a run that is loaded again is on the node that loads it", async (page) => {
  const before = runsNamed("again");
  await openGraph(page, smallGraph({ side: 128, runName: "again" }), "again");
  await run(page);
  const [made = ""] = runsNamed("again").filter((name) => !before.includes(name));
  await command(page, "Comfy.RefreshNodeDefinitions");
  const loader = await page.evaluate(
    ([name, decoder]) => {
      const node = window.LiteGraph.createNode("Diffulizer_LoadRun");
      window.app.graph.add(node);
      node.pos = [0, 1200];
      node.widgets.find((w: { name: string }) => w.name === "run").value = name;
      node.connect(1, window.app.graph.getNodeById(decoder), 0);
      return String(node.id);
    },
    [made, NODES.decode] as const,
  );
  const panel = await panels.panelOn(page, loader);
  await panel.getByText("Run the workflow to see the stored run here.").waitFor();
  await run(page);
  await panels.expectStored(panel, made);
  await keep(panel, "loaded");
});

/** The page that a click opens. */
async function opened(page: Page, button: Locator): Promise<Page> {
  const [fresh] = await Promise.all([page.context().waitForEvent("page"), button.click()]);
  return fresh;
}

interface Metadata {
  readonly generator: Record<string, unknown>;
}

/** metadata.json of the zip that a link downloads. */
async function download(page: Page, link: Locator): Promise<Metadata> {
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const files = unzipSync(readFileSync(await file.path()));
  const name = Object.keys(files).find((path) => path.endsWith("metadata.json")) ?? "";
  return JSON.parse(Buffer.from(files[name] ?? []).toString()) as Metadata;
}
