import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, inject } from "vitest";
import { addBySearch, addFromLibrary, emptyGraph, wire } from "./support/building.ts";
import { run, setWidget } from "./support/comfy.ts";
import { comfyTest } from "./support/page.ts";
import { expectSteps, panelOn, words } from "./support/panels.ts";

comfyTest("the smallest graph is found, wired and run", async (page) => {
  await emptyGraph(page);
  const model = await addBySearch(page, "Demo Model (Diffulizer)", { x: 90, y: 150 });
  const size = await addBySearch(page, "Empty Latent Image", { x: 90, y: 400 });
  const text = await addFromLibrary(page, "CLIP Text Encode (Diffulizer)", { x: 400, y: 150 });
  const sampler = await addFromLibrary(page, "KSampler (Diffulizer)", { x: 860, y: 150 });
  const exporter = await addBySearch(page, "Export Diffulizer Run", { x: 1500, y: 150 });
  await page.mouse.click(500, 800); // the toolbox of the last node would lie over the sampler
  await wire(page, [model, "CLIP"], [text, "clip"]);
  await wire(page, [model, "MODEL"], [sampler, "model"]);
  await wire(page, [text, "CONDITIONING"], [sampler, "positive"]);
  await wire(page, [text, "CONDITIONING"], [sampler, "negative"]);
  await wire(page, [size, "LATENT"], [sampler, "latent_image"]);
  await wire(page, [sampler, "LATENT"], [exporter, "latent"]);
  await wire(page, [sampler, "recording"], [exporter, "recording"]);
  await wire(page, [model, "VAE"], [exporter, "vae"]);
  await setWidget(page, text, "text", "a green circle");
  await setWidget(page, size, "width", 64);
  await setWidget(page, size, "height", 64);
  await setWidget(page, sampler, "steps", 4);
  await setWidget(page, exporter, "run_name", `built/${inject("nodes2") ? "nodes2" : "classic"}`);
  await run(page);
  const panel = await panelOn(page, sampler);
  await expectSteps(panel, 4);
  expect(await words(panel)).toEqual(["a", "green", "circle"]);
  expect(readdirSync(join(inject("base"), "output/diffulizer/built"))).toContain(
    `${inject("nodes2") ? "nodes2" : "classic"}_00001`,
  );
});
