import type { Page } from "playwright-core";
import { expect } from "vitest";
import { command, ended, openGraph, press, reload, run } from "./support/comfy.ts";
import { NODES, smallGraph } from "./support/graphs.ts";
import { comfyTest } from "./support/page.ts";
import * as panels from "./support/panels.ts";
import { keptPasses, keptPicture, runsNamed } from "./support/runs.ts";
import { eventually } from "./support/waiting.ts";

comfyTest("steps of another workflow's tab never land in equal node ids", async (page) => {
  const runs = runsNamed("ran");
  const [other, ran] = [
    smallGraph({ runName: "other" }),
    smallGraph({ steps: 60, side: 128, runName: "ran" }),
  ];
  await openGraph(page, other, "other tab");
  await openGraph(page, ran, "tab that runs");
  const prompt = await press(page);
  await eventually(async () => panels.lastStep(await panels.panelOn(page, NODES.sampler))).toBeGreaterThan(0);
  await toTab(page, "other tab", other.id);
  const sampler = await panels.panelOn(page, NODES.sampler);
  await sampler.getByText("Run the workflow to see each step here.").waitFor();
  expect(await ended(page, prompt)).toBe("execution_success");
  const exporter = await panels.panelOn(page, NODES.exporter);
  await exporter.getByText("Run the workflow to see the stored run here.").waitFor();
  await sampler.getByText("Run the workflow to see each step here.").waitFor();
  expect(await sampler.locator("canvas").count()).toBe(0);

  await toTab(page, "tab that runs", ran.id);
  const [made = ""] = runsNamed("ran").filter((name) => !runs.includes(name));
  const back = await panels.panelOn(page, NODES.sampler);
  await panels.expectSteps(back, 60);
  expect(made).not.toBe("");
});

comfyTest("F5 without any other input keeps the pass and the run", async (page) => {
  const graph = smallGraph({ side: 128 });
  await openGraph(page, graph, "reloaded");
  await run(page);
  const stored = async () => panels.expectStored(await panels.panelOn(page, NODES.exporter), made());
  const made = () => runsNamed("panel").at(-1) ?? "";
  await stored();
  await panels.expectSteps(await panels.panelOn(page, NODES.sampler), 8);
  await reload(page);
  await eventually(() => openId(page)).toBe(graph.id);
  const [pass] = await keptPasses();
  const sampler = await panels.panelOn(page, NODES.sampler);
  await panels.expectSteps(sampler, 8);
  await panels.stepSlider(sampler).fill("7");
  await panels.expectDrawn(panels.picture(sampler), await keptPicture(page, pass?.id ?? "", 7));
  await stored();
});

comfyTest("F5 in mid-run shows the steps before it and those that come", async (page) => {
  const graph = smallGraph({ steps: 1000, side: 128, runName: "mid-run" });
  await openGraph(page, graph, "mid-run");
  await press(page);
  await eventually(async () => panels.lastStep(await panels.panelOn(page, NODES.sampler))).toBeGreaterThan(2);
  await reload(page);
  await eventually(() => openId(page)).toBe(graph.id);
  const sampler = await panels.panelOn(page, NODES.sampler);
  await eventually(() => panels.lastStep(sampler)).toBeGreaterThan(5);
  const found = await panels.lastStep(sampler);
  await eventually(() => panels.lastStep(sampler)).toBeGreaterThan(found);
  await panels.stepSlider(sampler).fill("1");
  const [pass] = await keptPasses();
  await panels.expectDrawn(panels.picture(sampler), await keptPicture(page, pass?.id ?? "", 1));
  await command(page, "Comfy.Interrupt");
  await eventually(() => sampler.getByRole("status").textContent()).toBe("interrupted");
});

comfyTest("what ended in a tab that was not open is found there after F5", async (page) => {
  const [other, ran] = [smallGraph(), smallGraph({ steps: 12, side: 128, runName: "unseen" })];
  await openGraph(page, other, "looked at");
  await openGraph(page, ran, "not looked at");
  const prompt = await press(page);
  await toTab(page, "looked at", other.id);
  expect(await ended(page, prompt)).toBe("execution_success");
  await reload(page);
  await openGraph(page, ran, "opened again"); // as it was before it ran: it remembers nothing
  await panels.expectSteps(await panels.panelOn(page, NODES.sampler), 12);
  await (await panels.panelOn(page, NODES.exporter)).locator(".strip img[src]").first().waitFor();
});

async function toTab(page: Page, name: string, id: string): Promise<void> {
  await page.locator(".workflow-tabs").getByText(name, { exact: true }).click();
  await eventually(() => openId(page)).toBe(id);
}

function openId(page: Page): Promise<string> {
  return page.evaluate(() => (window.app.rootGraph ?? window.app.graph).id);
}
