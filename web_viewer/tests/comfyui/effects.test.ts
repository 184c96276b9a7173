import { expect } from "vitest";
import { metadataOf } from "../browser/support/run_files.ts";
import { ended, openGraph, press } from "./support/comfy.ts";
import { brightest, hottest } from "./support/heat.ts";
import { NODES, smallGraph } from "./support/graphs.ts";
import { comfyTest, keep } from "./support/page.ts";
import * as panels from "./support/panels.ts";
import { keptPasses, keptStep, runFolder, runsNamed } from "./support/runs.ts";
import { eventually } from "./support/waiting.ts";

comfyTest("effects of words are shown while it is sampled and after that, by a switch", async (page) => {
  const graph = smallGraph({ steps: 24, side: 128, runName: "effects", effects: [4, "circle, blue"] });
  await openGraph(page, graph, "effects");
  const panel = await panels.panelOn(page, NODES.sampler);
  const prompt = await press(page);
  const choice = panel.getByRole("group", { name: "What is shown of words" });
  await choice.getByRole("button", { name: "Effect", exact: true }).click();
  expect(await ended(page, prompt)).toBe("execution_success");
  await panels.expectSteps(panel, 24);
  await panel.getByRole("button", { name: "circle", exact: true }).click();
  await panels.stepSlider(panel).fill("5"); // the steps 4 and 8 have effects
  const [pass] = await keptPasses();
  const { effects } = keptStep(pass?.id ?? "", 4);
  const heat = panel.getByRole("img", { name: "Effect of circle at step 5" });
  await eventually(() => heat.getAttribute("aria-busy")).toBe("false");
  const maps = effects ?? { grid: [0, 0], values: "" };
  expect(hottest(maps, 0)).toEqual(expect.arrayContaining(await brightest(heat, maps.grid[0])));
  await panel.getByText(/^What changes in the model’s guess without “circle”/).waitFor();
  await keep(panel, "effect");
  await choice.getByRole("button", { name: "Both" }).click();
  const attention = panel.getByRole("img", { name: "Attention to circle at step 6" });
  const [left, right] = await Promise.all([attention.boundingBox(), heat.boundingBox()]);
  expect((left?.x ?? 0) + (left?.width ?? 0)).toBeLessThanOrEqual((right?.x ?? 0) + 3);
  await keep(panel, "attention and effect");
  await panel.getByRole("button", { name: "circle", exact: true }).click(); // let go of it
  await panel.getByRole("button", { name: "red", exact: true }).click();
  await panel.getByText("The effect of red was not measured. Measured: circle, blue.").waitFor();
  const [name = ""] = runsNamed("effects");
  expect(metadataOf(runFolder(name)).effects?.words.map(({ text }) => text)).toEqual(["circle", "blue"]);
});
