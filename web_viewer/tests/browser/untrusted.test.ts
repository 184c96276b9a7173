import { renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect } from "vitest";
import { PHOTO } from "../presets.ts";
import { copyOf, edit, type Json } from "./support/copies.ts";
import { browserTest } from "./support/page.ts";
import { metadataOf } from "./support/run_files.ts";
import { chip, eventually, everyTab, openViewer, stepSlider, tab } from "./support/viewer.ts";

const IMAGE = `<img src=x onerror="hacked=1">`;
const SCRIPT = "<script>hacked=1</script>";
/** Of a folder, where no slash can stand. */
const NAME = "<b id=injected>run<img src=x onerror=hacked=1>";

describe("text from a run", () => {
  browserTest("is shown as it is, and runs nothing", async ({ page, requests }) => {
    const copy = copyOf(PHOTO, "named");
    const run = join(dirname(copy), NAME);
    renameSync(copy, run);
    edit(run, "metadata.json", (metadata) => {
      const texts = [IMAGE, SCRIPT, "javascript:hacked=1"];
      for (const prompt of [metadata.prompt, ...metadata.conditions]) {
        prompt.text = `${IMAGE} ${SCRIPT} ${prompt.text}`;
        texts.forEach((text, i) => {
          prompt.words[i].text = text;
          prompt.tokens[i + 1] = `${text}</w>`;
        });
      }
      metadata.generator.model_id = IMAGE;
      metadata.generator.sampler = SCRIPT;
      metadata.not_recorded = [{ what: IMAGE, where: SCRIPT, reason: IMAGE }];
      for (const layer of metadata.layers) layer.processor_key = IMAGE + layer.id;
    });
    await openViewer(page, { run, compare: PHOTO, hash: "view=workbench&word=0,1&at=0.5,0.5" });
    expect(await chip(page, 0).textContent()).toBe(IMAGE);
    expect(await chip(page, 1).textContent()).toBe(SCRIPT);
    expect(
      await page.getByRole("combobox", { name: "Run", exact: true }).locator("option").first().textContent(),
    ).toBe(NAME);
    const said = await everyTab(page);
    expect(said.get("Word × step")).toContain(IMAGE);
    expect(said.get("Comparison")).toContain(SCRIPT);
    expect(said.get("Provenance")).toContain(`${IMAGE} (${SCRIPT}): ${IMAGE}`);
    const provenance = await tab(page, "Provenance");
    for (const summary of await provenance.locator("summary").all()) await summary.click();
    expect(await provenance.locator(".facts").first().textContent()).toContain(IMAGE);
    await page.getByRole("button", { name: "Story" }).click();
    await eventually(() => page.locator(".prose .prompt").textContent()).toContain(
      `“${IMAGE} ${SCRIPT} a red circle`,
    );
    for (const heading of await page.getByRole("heading", { level: 2 }).all())
      await heading.scrollIntoViewIfNeeded();
    const found = await page.evaluate(() => ({
      hacked: "hacked" in globalThis,
      elements: document.querySelectorAll("#injected, img[src=x], #root script, a[href^='javascript:']")
        .length,
    }));
    expect(found).toEqual({ hacked: false, elements: 0 });
    expect(requests.filter((address) => new URL(address).pathname.endsWith("/x"))).toEqual([]);
  });
});

describe("paths from a run", () => {
  browserTest("that lead out of its folder are asked of no server", async ({ page, problems, requests }) => {
    const run = copyOf(PHOTO, "escaping");
    const ways = [
      "../photo/images/step_000.png",
      "/etc/passwd",
      "http://127.0.0.1:9/away.png",
      "//127.0.0.1:9/away.png",
      "images/../../photo/metadata.json",
      "%2e%2e/photo/metadata.json",
      "..\\photo\\metadata.json",
      "file:///etc/passwd",
      "data:text/plain,hello",
      "./../photo/metadata.json",
      "images/step_000.png?x=../../photo",
      "images/step_000.png#../..",
    ];
    const half = ways.length / 2;
    edit(run, "metadata.json", (metadata) => {
      const entries = ["attention_files", "attention_files_extra", "guidance_maps"].map(
        (key) => metadata[key],
      );
      // Two ways at each of the first steps; the steps behind them are as they were.
      for (let i = 0; i < half; i += 1) {
        metadata.images[i] = ways[i];
        metadata.x0_images[i] = ways[half + i];
        for (const list of entries) {
          const own = (list as Json[]).filter((entry) => entry.step === i);
          own.forEach((entry, n) => (entry.path = ways[(n % 2) * half + i]));
        }
      }
      metadata.artifacts = { metrics: ways[0], latent_pca: ways[1], latents_noise: ways[4] };
    });
    const host = await openViewer(page, { run, hash: "view=workbench&word=2&layer=layer_5" });
    expect(await page.getByRole("alert").textContent()).toContain("path-unsafe");
    for (let step = 0; step < metadataOf(PHOTO).steps; step += 1) {
      await stepSlider(page).fill(String(step));
      if (step % 3 === 0) await everyTab(page);
    }
    const check = (await tab(page, "Provenance")).getByRole("region", { name: "Check of escaping" });
    await check.getByRole("button", { name: "Check every file" }).click();
    await check.getByText("every file was checked").waitFor();

    const own = [`${host}/runs/escaping/`, `${host}/?run=`, `${host}/assets/`, `blob:${host}/`];
    expect(requests.filter((address) => !own.some((start) => address.startsWith(start)))).toEqual([]);
    const names = requests.filter((address) => address.startsWith(`${host}/runs/escaping/`));
    expect(names.filter((address) => /\.\.|%2e%2e|[?#]/i.test(address.replaceAll("%252e", "")))).toEqual([]);
    expect(names.length).toBeGreaterThan(50); // the rest of the run was read
    problems.splice(
      0,
      Infinity,
      ...problems.filter((p) => !p.startsWith("console: Failed to load resource")),
    );
  });
});
