import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import type { Locator, Page } from "playwright-core";
import { expect, inject } from "vitest";
import { expectRuns } from "../browser/support/app.ts";
import { imageOf } from "../browser/support/run_files.ts";
import { command, openGraph, run, setWidget } from "./support/comfy.ts";
import { NODES, smallGraph } from "./support/graphs.ts";
import { comfyTest, keep } from "./support/page.ts";
import * as panels from "./support/panels.ts";
import { keptPasses, keptPicture, runFolder, runsNamed } from "./support/runs.ts";
import { eventually } from "./support/waiting.ts";

comfyTest("the exported run is on its node, and its buttons work", async (page) => {
  const before = runsNamed("stored");
  await openGraph(page, smallGraph({ runName: "stored", side: 128 }), "stored");
  await run(page);
  await setWidget(page, NODES.sampler, "seed", Math.floor(Math.random() * 2 ** 31));
  await run(page);
  const [first = "", second = ""] = runsNamed("stored").filter((name) => !before.includes(name));
  const panel = await panels.panelOn(page, NODES.exporter);
  await panels.expectSteps(panel, 8);
  for (const step of [7, 1]) {
    await panels.stepSlider(panel).fill(String(step));
    const file = `00${String(step)}.png`;
    const noisy = panel.getByRole("img", { name: `Noisy picture after step ${String(step + 1)}` });
    const clean = panel.getByRole("img", {
      name: `The model’s guess at the finished picture at step ${String(step + 1)}`,
    });
    await panels.expectDrawn(noisy, imageOf(runFolder(second), `images/step_${file}`));
    await panels.expectDrawn(clean, imageOf(runFolder(second), `images/x0_${file}`));
  }
  await keep(panel, "stored");

  const viewer = await opened(page, panel.getByRole("button", { name: "Open in viewer" }));
  await expectRuns(viewer, runFolder(second), null);
  await viewer.close();
  const both = await opened(page, panel.getByRole("button", { name: "Compare with previous" }));
  await expectRuns(both, runFolder(second), runFolder(first));
  await both.close();

  await panel.getByRole("button", { name: "Copy path" }).click();
  await eventually(() => page.evaluate(() => navigator.clipboard.readText())).toBe(runFolder(second));

  await panel.getByRole("button", { name: "Download zip" }).click();
  await expect(
    panel.getByText("This run contains the workflow that made it").textContent(),
  ).resolves.toBeTruthy();
  const whole = await download(page, panel.getByRole("link", { name: "Zip with the workflow", exact: true }));
  expect(whole.generator.workflow).toMatchObject({ last_node_id: 10 });
  const bare = await download(page, panel.getByRole("link", { name: "Zip without the workflow" }));
  expect(bare.generator.seed).toBe(whole.generator.seed);
  expect(Object.keys(bare.generator)).not.toContain("workflow");
  expect(Object.keys(bare.generator)).not.toContain("prompt_graph");
  // The page keeps with the node which run it shows, and not where on this machine: workflows are passed on.
  const workflow = JSON.stringify(await page.evaluate(() => window.app.graph.serialize()));
  expect(workflow).toContain(second);
  expect(workflow).not.toContain(inject("base"));
});

comfyTest("a run that is written over is opened again", async (page) => {
  await openGraph(page, smallGraph({ runName: "written_over", side: 128 }), "written over");
  await setWidget(page, NODES.exporter, "overwrite_output", true);
  const panel = await panels.panelOn(page, NODES.exporter);
  const clean = panel.getByRole("img", { name: "The model’s guess at the finished picture at step 8" });
  for (const seed of [1, 2]) {
    await setWidget(page, NODES.sampler, "seed", seed);
    await run(page);
    await panels.expectSteps(panel, 8);
    await panels.expectDrawn(clean, imageOf(runFolder("written_over"), "images/x0_007.png"));
  }
});

comfyTest("attention of a stored run is shown by layer and word", async (page) => {
  await openGraph(page, smallGraph({ side: 128 }), "attention");
  await run(page);
  const panel = await panels.panelOn(page, NODES.exporter);
  await panel.getByRole("button", { name: "Attention", exact: true }).click();
  await panel.getByRole("button", { name: "circle", exact: true }).click();
  await panel.getByRole("img", { name: "Attention to circle at step 8" }).waitFor();
  expect(await panel.getByRole("combobox", { name: "Attention layer" }).locator("option").count()).toBe(2);
  await keep(panel, "stored_attention");
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
  await panels.expectSteps(panel, 8);
  await panels.stepSlider(panel).fill("5");
  const clean = panel.getByRole("img", { name: "The model’s guess at the finished picture at step 6" });
  await panels.expectDrawn(clean, imageOf(runFolder(made), "images/x0_005.png"));
  await keep(panel, "loaded");
});

comfyTest("two generations are beside each other on the sampler", async (page) => {
  await openGraph(page, smallGraph({ side: 128 }), "generations");
  const panel = await panels.panelOn(page, NODES.sampler);
  await run(page);
  await setWidget(page, NODES.sampler, "seed", 12345678);
  await run(page);
  await panel.getByRole("button", { name: "Compare with previous" }).click();
  const [now, before] = await keptPasses();
  expect(now?.seed).toBe(12345678);
  const pictures = panel.locator(".run-picture");
  await eventually(() => pictures.locator("p").last().textContent()).toBe("now, seed 12345678");
  expect(await pictures.locator("p").first().textContent()).toBe(`previous, seed ${String(before?.seed)}`);
  await panels.stepSlider(panel).fill("4");
  for (const [i, pass] of [before, now].entries()) {
    const shown = pictures.nth(i).locator("canvas").last();
    await panels.expectDrawn(shown, await keptPicture(page, pass?.id ?? "", 4));
  }
  await keep(panel, "generations");
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
