/**
 * The pictures of the nodes' help pages, js/docs/pictures/: each node in ComfyUI's page, after a run of the demo model.
 *
 *     node tools/make_help_pictures.mjs http://127.0.0.1:8188 [Diffulizer_KSampler …]
 *
 * The ComfyUI at that address needs this pack and an output folder that may get a run more; without names all pictures are
 * made. DIFFULIZER_BROWSER names the browser, else an installed Chromium is taken. Look at what it made.
 */
import { statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { execute, forget, openBrowser, openPage } from "./comfy_page.mjs";

const root = new URL("../", import.meta.url);
const [address = "http://127.0.0.1:8188", ...names] = process.argv.slice(2);

const LARGEST = 58_000;
const MARGIN = 14;
const PROMPT = "a red circle above a blue square on a grey background, cartoon style";
const WORD = "red";
const STEP = 12;
/** The demo model's layer in which words of colour find their thing: docs/faithfulness.md. */
const LAYER = "*output_blocks.4*";

/** Nodes by a name of ours: type, place, size, and values of widgets by name. */
const NODES = {
  demo: { type: "Diffulizer_DemoModel", at: [0, 0], size: [230, 90] },
  picture: { type: "PreviewImage", at: [260, 0], size: [260, 290] },
  empty: { type: "EmptyLatentImage", at: [0, 400], size: [300, 120], values: { width: 256, height: 256 } },
  prompt: { type: "Diffulizer_TextEncode", at: [700, 0], size: [400, 130], values: { text: PROMPT } },
  negative: { type: "Diffulizer_TextEncode", at: [700, 300], size: [400, 130] },
  capture: { type: "Diffulizer_CaptureSettings", at: [700, 600], size: [400, 0] },
  oneLayer: {
    type: "Diffulizer_CaptureSettings",
    at: [700, 1200],
    size: [400, 0],
    values: { layers: LAYER },
  },
  sampler: { type: "Diffulizer_KSampler", at: [1300, 0], size: [320, 0], values: { seed: 42, cfg: 5 } },
  decode: { type: "VAEDecode", at: [0, 700], size: [200, 60] },
  export: { type: "Diffulizer_ExportRun", at: [1900, 0], size: [380, 0], values: { run_name: "help" } },
  record: { type: "Diffulizer_RecordAttention", at: [2500, 0], size: [320, 0] },
  plain: { type: "KSampler", at: [3100, 0], size: [300, 260], values: { seed: 7, cfg: 5 } },
  plainDecode: { type: "VAEDecode", at: [3100, 500], size: [200, 60] },
  plainPicture: { type: "PreviewImage", at: [3100, 700], size: [260, 290] },
  load: { type: "Diffulizer_LoadRun", at: [3700, 0], size: [380, 0], later: true },
  loadDecode: { type: "VAEDecode", at: [4300, 0], size: [200, 60], later: true },
  loadPicture: { type: "PreviewImage", at: [4300, 200], size: [260, 290], later: true },
  heat: { type: "Diffulizer_TokenHeatmap", at: [4900, 0], size: [320, 0], values: { words: WORD } },
  heatPicture: { type: "PreviewImage", at: [5240, 0], size: [340, 372] },
  place: { type: "Diffulizer_SelfAttentionMap", at: [5800, 0], size: [320, 0], values: { y: 0.3 } },
  placePicture: { type: "PreviewImage", at: [6140, 0], size: [340, 372] },
  info: { type: "Diffulizer_RunInfo", at: [6700, 0], size: [240, 0] },
  edit: { type: "Diffulizer_EditAttention", at: [7700, 0], size: [320, 0], values: { words: "circle" } },
  leave: {
    type: "Diffulizer_LeaveOneOut",
    at: [9100, 0],
    size: [320, 200],
    values: { text: PROMPT, words: "red, circle, blue square" },
  },
  leaveTexts: { type: "PreviewAny", at: [9440, 0], size: [300, 200] },
  editPicture: { type: "PreviewImage", at: [8040, 0], size: [340, 372] },
  edited: { type: "KSampler", at: [8500, 0], size: [300, 260], values: { seed: 42, cfg: 5 } },
  editedDecode: { type: "VAEDecode", at: [8500, 500], size: [200, 60] },
  effects: {
    type: "Diffulizer_WordEffects",
    at: [10100, 0],
    size: [300, 0],
    values: { seed: 7, steps: 12, cfg: 5, words: "red, circle, above, blue square, grey" },
  },
  effectsSheet: { type: "PreviewImage", at: [10420, 0], size: [420, 560] },
  infoText: { type: "PreviewAny", at: [6960, 0], size: [470, 420] },
};

/** From a node's output to another one's input. */
const LINKS = [
  ["demo", 1, "prompt", "clip"],
  ["demo", 1, "negative", "clip"],
  ["demo", 0, "sampler", "model"],
  ["prompt", 0, "sampler", "positive"],
  ["negative", 0, "sampler", "negative"],
  ["empty", 0, "sampler", "latent_image"],
  ["oneLayer", 0, "sampler", "capture"],
  ["oneLayer", 0, "record", "capture"],
  ["sampler", 0, "decode", "samples"],
  ["demo", 0, "effects", "model"],
  ["demo", 2, "effects", "vae"],
  ["prompt", 0, "effects", "positive"],
  ["negative", 0, "effects", "negative"],
  ["empty", 0, "effects", "latent_image"],
  ["effects", 2, "effectsSheet", "images"],
  ["demo", 2, "decode", "vae"],
  ["decode", 0, "picture", "images"],
  ["sampler", 1, "export", "recording"],
  ["sampler", 0, "export", "latent"],
  ["demo", 2, "export", "vae"],
  ["demo", 0, "record", "model"],
  ["record", 0, "plain", "model"],
  ["prompt", 0, "plain", "positive"],
  ["negative", 0, "plain", "negative"],
  ["empty", 0, "plain", "latent_image"],
  ["plain", 0, "plainDecode", "samples"],
  ["demo", 2, "plainDecode", "vae"],
  ["plainDecode", 0, "plainPicture", "images"],
  ["load", 1, "loadDecode", "samples"],
  ["demo", 2, "loadDecode", "vae"],
  ["loadDecode", 0, "loadPicture", "images"],
  ["sampler", 1, "heat", "recording"],
  ["decode", 0, "heat", "image"],
  ["heat", 0, "heatPicture", "images"],
  ["sampler", 1, "place", "recording"],
  ["decode", 0, "place", "image"],
  ["place", 0, "placePicture", "images"],
  ["demo", 0, "edit", "model"],
  ["edit", 0, "edited", "model"],
  ["prompt", 0, "edited", "positive"],
  ["negative", 0, "edited", "negative"],
  ["empty", 0, "edited", "latent_image"],
  ["edited", 0, "editedDecode", "samples"],
  ["demo", 2, "editedDecode", "vae"],
  ["editedDecode", 0, "editPicture", "images"],
  ["demo", 1, "leave", "clip"],
  ["leave", 1, "leaveTexts", "source"],
  ["sampler", 1, "info", "recording"],
  ["info", 0, "infoText", "source"],
];

/** What each picture shows: nodes, and what is done in the panel before. */
const PICTURES = {
  Diffulizer_TextEncode: { nodes: ["prompt"] },
  Diffulizer_CaptureSettings: { nodes: ["capture"] },
  Diffulizer_KSampler: { nodes: ["sampler"], panel: "live" },
  Diffulizer_RecordAttention: { nodes: ["record"], panel: "live" },
  Diffulizer_EditAttention: { nodes: ["edit", "editPicture"] },
  Diffulizer_LeaveOneOut: { nodes: ["leave", "leaveTexts"] },
  Diffulizer_WordEffects: { nodes: ["effects", "effectsSheet"] },
  Diffulizer_ExportRun: { nodes: ["export"], panel: "run" },
  Diffulizer_LoadRun: { nodes: ["load"], panel: "run" },
  Diffulizer_DemoModel: { nodes: ["demo", "picture"] },
  Diffulizer_TokenHeatmap: { nodes: ["heat", "heatPicture"] },
  Diffulizer_SelfAttentionMap: { nodes: ["place", "placePicture"] },
  Diffulizer_RunInfo: { nodes: ["info", "infoText"] },
};

/** A new graph in the page; ids of its nodes by our names. */
const build = (page) =>
  page.evaluate(
    ({ nodes, links }) => {
      app.graph.clear();
      window.helpNodes = {};
      for (const [name, { type, at, size, values = {}, later }] of Object.entries(nodes)) {
        const node = LiteGraph.createNode(type);
        app.graph.add(node);
        node.pos = at;
        node.setSize([size[0], Math.max(size[1], node.computeSize()[1])]);
        for (const [widget, value] of Object.entries(values)) {
          node.widgets.find((w) => w.name === widget).value = value;
        }
        for (const w of node.widgets ?? []) if (w.name === "control_after_generate") w.value = "fixed";
        if (later) node.mode = 2;
        window.helpNodes[name] = node;
      }
      for (const [from, output, to, input] of links) {
        const target = window.helpNodes[to];
        window.helpNodes[from].connect(output, target, target.findInputSlot(input));
      }
    },
    { nodes: NODES, links: LINKS },
  );

/** Take the run that was just written into the node that loads one. */
const chooseRun = (page) =>
  page.evaluate(async () => {
    await app.extensionManager.command.execute("Comfy.RefreshNodeDefinitions");
    const written = window.helpNodes.export.properties.diffulizer_run.name;
    window.helpNodes.load.widgets.find((w) => w.name === "run").value = written;
    for (const name of ["load", "loadDecode", "loadPicture"]) window.helpNodes[name].mode = 0;
  });

/** Bring nodes to the middle of the page at full size; the rectangle around them in pixels of the page. */
const show = (page, nodes) =>
  page.evaluate(
    ({ nodes, margin }) => {
      const boxes = nodes.map((name) => window.helpNodes[name]).map((n) => [...n.pos, ...n.size]);
      const title = LiteGraph.NODE_TITLE_HEIGHT;
      const left = Math.min(...boxes.map((b) => b[0]));
      const top = Math.min(...boxes.map((b) => b[1])) - title;
      const right = Math.max(...boxes.map((b) => b[0] + b[2]));
      const bottom = Math.max(...boxes.map((b) => b[1] + b[3]));
      app.canvas.deselectAll?.();
      app.canvas.ds.scale = 1;
      app.canvas.ds.offset = [400 - left, 120 - top];
      app.canvas.setDirty(true, true);
      const page = app.canvas.canvas.getBoundingClientRect();
      return {
        x: page.x + 400 - margin,
        y: page.y + 120 - margin,
        width: right - left + 2 * margin,
        height: bottom - top + 2 * margin,
      };
    },
    { nodes, margin: MARGIN },
  );

/** The panel of a node that is shown, with a step and a word chosen. */
async function arrange(page, kind, name) {
  const element = await page.evaluateHandle((n) => window.helpNodes[n].diffulizer.element, name);
  const ready = kind === "run" ? ".strip img[src]" : ".chip";
  await page.waitForFunction(([e, part]) => e.shadowRoot?.querySelector(part), [element, ready]);
  if (kind === "run") return page.waitForTimeout(1500);
  const click = (text) =>
    element.evaluate((e, wanted) => {
      const all = [...e.shadowRoot.querySelectorAll("button")];
      const found = all.find((b) => b.textContent.trim() === wanted);
      if (!found) throw new Error(`no button ${wanted}: ${all.map((b) => b.textContent).join(", ")}`);
      found.click();
    }, text);
  await click(WORD);
  await element.evaluate((e, step) => {
    const slider = e.shadowRoot.querySelector("input[type=range]");
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(slider, step - 1);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }, STEP);
  await page.waitForTimeout(1500);
}

async function take(page, id) {
  const { nodes, panel } = PICTURES[id];
  await show(page, nodes);
  if (panel) await arrange(page, panel, nodes[0]);
  const clip = await show(page, nodes);
  await page.waitForTimeout(700);
  const file = fileURLToPath(new URL(`js/docs/pictures/${id}.jpg`, root));
  for (let quality = 88; quality >= 40; quality -= 6) {
    writeFileSync(file, await page.screenshot({ clip, type: "jpeg", quality }));
    if (statSync(file).size < LARGEST) break;
  }
  console.log(`${id}.jpg: ${clip.width} x ${clip.height}, ${statSync(file).size} bytes`);
}

/** Links are hidden: they would run through the pictures. */
const SETTINGS = { "Comfy.LinkRenderMode": -1 };

const browser = await openBrowser();
try {
  await forget(address);
  const page = await openPage(browser, address, { width: 1500, height: 1400 }, SETTINGS);
  await build(page);
  await execute(page);
  await page.waitForFunction(() => window.helpNodes.export.properties.diffulizer_run);
  await chooseRun(page);
  await execute(page);
  for (const id of names.length ? names : Object.keys(PICTURES)) await take(page, id);
} finally {
  await browser.close();
}
