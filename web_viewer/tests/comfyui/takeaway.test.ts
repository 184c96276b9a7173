import { expect } from "vitest";
import { metadataOf } from "../browser/support/run_files.ts";
import { openGraph, run } from "./support/comfy.ts";
import { NODES, smallGraph } from "./support/graphs.ts";
import { comfyTest, keep } from "./support/page.ts";
import * as panels from "./support/panels.ts";
import { runFolder, runsNamed } from "./support/runs.ts";

comfyTest("a word is taken away, and the next run is without it", async (page) => {
  await openGraph(page, smallGraph({ side: 128, runName: "taken" }), "taken");
  const panel = await panels.panelOn(page, NODES.sampler);
  await run(page);
  await panels.expectSteps(panel, 8);
  await panel.getByRole("button", { name: "circle", exact: true }).click();
  for (const [word, kept] of [
    ["circle", "circle"],
    ["blue", "circle, blue"],
  ] as const) {
    if (word === "blue") {
      await panel.getByRole("button", { name: "circle", exact: true }).click(); // let go of it
      await panel.getByRole("button", { name: "blue", exact: true }).click();
    }
    const menu = await panels.fromMenu(panel);
    await menu.getByRole("button", { name: `Take “${word}” away in the next run` }).click();
    await page.getByText(`The next run is without “${word}”`, { exact: true }).waitFor();
    const edits = await page.evaluate((sampler) => {
      const { graph } = window.app.canvas;
      const node = graph.getNodeById(sampler);
      const edit = node.getInputNode(node.findInputSlot("model"));
      const of = graph.nodes.filter((n: { type: string }) => n.type === "Diffulizer_EditAttention");
      return [of.length, edit.type, edit.widgets[0].value, edit.getInputNode(0).type];
    }, NODES.sampler);
    expect(edits).toEqual([1, "Diffulizer_EditAttention", kept, "Diffulizer_DemoModel"]);
  }
  await run(page);
  const without = await panels.panelOn(page, NODES.sampler);
  await without.getByText("Edited: without “circle” and “blue”").waitFor();
  const [first, second] = runsNamed("taken").sort();
  const edited = (name = "") =>
    metadataOf(runFolder(name)).generator.edits as { words: string[] }[] | undefined;
  expect(edited(first)).toBeUndefined();
  expect(edited(second)?.map(({ words }) => words)).toEqual([["circle", "blue"]]);
  await keep(without, "taken away");
});
