/**
 * Runs of 100 steps and 140 layers (14 000 files) by URL: how long one takes to open, how long two take to be compared, and what
 * is held in memory after 500 steps of scrubbing through one and a forced garbage collection.
 *
 *   node benchmarks/viewer_large.mjs [--browser PATH] [--dist FOLDER] [--openings 5] [--scrubs 500] [--view workbench|story]
 *
 * The runs are made while they are served: their maps are those of the example runs, their images 512 x 512 noise.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { openBrowser, quantile, seeded, serve, VIEWER } from "./viewer_serving.mjs";

const { values: options } = parseArgs({
  options: {
    browser: { type: "string", default: "/usr/bin/chromium" },
    dist: { type: "string", default: join(VIEWER, "dist") },
    openings: { type: "string", default: "5" },
    scrubs: { type: "string", default: "500" },
    view: { type: "string", default: "workbench" },
  },
});
const [STEPS, LAYERS] = [100, 140];
const { unzipSync } = createRequire(join(VIEWER, "package.json"))("fflate");
const perStep = (make) => Array.from({ length: STEPS }, (_, step) => make(step));
const three = (number) => String(number).padStart(3, "0");

const layers = Array.from({ length: LAYERS }, (_, i) => ({
  id: `layer_${i}`,
  processor_key: `output_blocks.4.1.transformer_blocks.${i >> 1}.attn${(i % 2) + 1}`,
  attention_type: i % 2 ? "cross" : "self",
  diffusers_name: `up_blocks.1.attentions.1.transformer_blocks.${i >> 1}.attn${(i % 2) + 1}`,
  block: ["output", 4],
  block_index: i >> 1,
  heads: 10,
  grid: [64, 64],
}));
/** The files of a run, by their names: texts as they are served, and for all maps of a kind the same one. */
function runOf(name) {
  const preset = unzipSync(readFileSync(join(VIEWER, `../presets/${name}.zip`)));
  const json = (file) => JSON.parse(Buffer.from(preset[file]).toString());
  const metadata = json("metadata.json");
  const files = {
    "metadata.json": {
      ...metadata,
      steps: STEPS,
      timesteps: perStep((i) => 999 - 10 * i),
      images: perStep((i) => `images/step_${three(i)}.png`),
      x0_images: perStep((i) => `images/x0_${three(i)}.png`),
      generator: { ...metadata.generator, sigmas: [...perStep((i) => 14 * 0.95 ** i), 0], schedule: null, model_evaluations: null },
      layers,
      attention_files: perStep((step) =>
        layers.map(({ id, attention_type: type }) => ({
          path: `attention/${type}/${id}_step_${three(step)}.bin`,
          shape: type === "cross" ? [77, 16, 16] : [64, 64],
          dtype: "float16",
          layer_id: id,
          attention_type: type,
          step,
          grid: type === "cross" ? [16, 16] : [8, 8],
        })),
      ).flat(),
      attention_files_extra: [],
      guidance_maps: [],
      artifacts: { metrics: "metrics.json", latent_pca: "latent_pca.json", latents_noise: null },
      not_recorded: [{ what: "latents", where: "all steps", reason: "a run made for a measurement" }],
    },
    "metrics.json": {
      ...Object.fromEntries(["latent_l2_norm", "predicted_noise_l2_norm", "guidance_l2_norm"].map((key) => [key, perStep((i) => 700 * 0.95 ** i)])),
      cross_attention_entropy: perStep((step) => ({
        step,
        mean: 2.2,
        by_layer: Object.fromEntries(layers.filter((l) => l.attention_type === "cross").map((l, i) => [l.id, 1.5 + 0.01 * i])),
      })),
    },
    "latent_pca.json": { points: perStep((i) => [i, Math.sqrt(i)]), explained_variance_ratio: [0.9, 0.05] },
    "validation.json": json("validation.json"),
  };
  return {
    texts: new Map(Object.entries(files).map(([file, content]) => [file, Buffer.from(JSON.stringify(content))])),
    maps: {
      cross: Buffer.from(preset["attention/cross/layer_5_step_005.bin"]),
      self: Buffer.from(preset["attention/self/layer_4_step_005.bin"]),
    },
  };
}
const runs = { photo: runOf("photo"), cartoon: runOf("cartoon") };

/** A PNG of noise: it does not compress, as the first steps of a run do not. */
function noise(random) {
  const { PNG } = createRequire(join(VIEWER, "package.json"))("pngjs");
  const png = new PNG({ width: 512, height: 512 });
  for (let i = 0; i < png.data.length; i++) png.data[i] = i % 4 === 3 ? 255 : Math.floor(256 * random());
  return PNG.sync.write(png, { colorType: 2 });
}
const image = noise(seeded(7));

let requests = 0;
const { address, close } = await serve(options.dist, async (path) => {
  const [, run, name] = /^\/(photo|cartoon)\/(.+)$/.exec(path) ?? [];
  if (!run) return null;
  requests += 1;
  if (name.endsWith(".png")) return image;
  return runs[run].texts.get(name) ?? runs[run].maps[name.split("/")[1]] ?? null;
});

const browser = await openBrowser(options.browser);
let page;
/** Open an address anew, without a cache, as often as asked; milliseconds until each of the things is there. */
async function opened(query, until) {
  const times = until.map(() => []);
  for (let i = 0; i < Number(options.openings); i++) {
    await page?.context().close();
    page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    const began = performance.now();
    await page.goto(`${address}?${query}`);
    await Promise.all(
      until.map(async (there, k) => {
        await there(page);
        times[k].push(performance.now() - began);
      }),
    );
  }
  return times.map((all) => `${quantile(all, 0.5).toFixed(0)} ms (${Math.min(...all).toFixed(0)} to ${Math.max(...all).toFixed(0)})`);
}
const picture = (at) => at.locator("main canvas.bitmap[aria-busy=false]").first().waitFor({ timeout: 60_000 });
const beside = (at) => at.waitForFunction(() => document.querySelectorAll(".beside canvas.over[aria-busy=false]").length === 3, null, { timeout: 60_000 });
const verdict = (at) => at.locator(".run-verdict[aria-busy=false]").waitFor({ timeout: 60_000 });

console.log(`${STEPS} steps, ${LAYERS} layers, metadata.json of ${(runs.photo.texts.get("metadata.json").length / 1e6).toFixed(1)} MB; medians of ${options.openings} openings (lowest to highest):`);
const [both, told] = await opened("run=photo/&compare=cartoon/#view=workbench&word=1", [beside, verdict]);
console.log(`two runs: both maps and their difference after ${both}, the whole verdict after ${told}`);
const [open] = await opened(`run=photo/#view=${options.view}`, [picture]);
console.log(`one run: open, with its first picture, after ${open}`);

requests = 0;
const client = await page.context().newCDPSession(page);
const random = seeded(1);
const slider = await page.locator("[aria-label='Step'] input").boundingBox();
for (let i = 0; i < Number(options.scrubs); i++) {
  await page.mouse.click(slider.x + slider.width * random(), slider.y + slider.height / 2);
  if (i % 25 === 0) await page.keyboard.press(random() < 0.5 ? "]" : "[");
}
await page.waitForTimeout(2000);
await client.send("HeapProfiler.enable");
await client.send("HeapProfiler.collectGarbage");
await client.send("HeapProfiler.collectGarbage");
const heap = await client.send("Runtime.getHeapUsage");
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
console.log(`after ${options.scrubs} steps of scrubbing (${requests} files read) and a garbage collection:`);
console.log(`  JavaScript objects ${megabytes(heap.usedSize)}, array buffers ${megabytes(heap.backingStorageSize ?? 0)}, embedder ${megabytes(heap.embedderHeapUsedSize ?? 0)}`);
const root = await browser.newBrowserCDPSession();
const { processInfo } = await root.send("SystemInfo.getProcessInfo");
for (const { type, id } of processInfo.filter((p) => p.type === "renderer")) {
  const rollup = readFileSync(`/proc/${id}/smaps_rollup`, "utf8");
  const kilobytes = (name) => Number(new RegExp(`^${name}: +(\\d+)`, "m").exec(rollup)?.[1] ?? 0);
  console.log(`  ${type} process: ${megabytes(1024 * kilobytes("Pss"))} in all, of which ${megabytes(1024 * kilobytes("Private_Dirty"))} its own`);
}
await browser.close();
close();
