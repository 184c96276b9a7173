/**
 * The example workflows and their pictures, example_workflows/*.json and *.jpg, of tools/examples.mjs.
 *
 *     node tools/make_examples.mjs http://127.0.0.1:8188 ["01 Start here (no download)" …] [--no-pictures]
 *
 * The ComfyUI at that address needs this pack and an output folder that may get some runs more. Each workflow is built in
 * its page and saved as the page saves it, then run; the picture shows the page after that. The demo model draws what needs
 * files that lie elsewhere: SDXL's examples, with a LoRA that
 * `python tests/support/small_lora.py` puts into models/loras, and those of transformers. Look at what it made.
 */
import { statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { execute, forget, openBrowser, openPage } from "./comfy_page.mjs";
import { EXAMPLES } from "./examples.mjs";

const given = process.argv.slice(2);
const pictures = !given.includes("--no-pictures");
const [address = "http://127.0.0.1:8188", ...names] = given.filter((one) => one !== "--no-pictures");
/** Of a picture, and around what it shows, in pixels. */
const SIDE = 640;
const MARGIN = 12;
const LEFT = 60;
const TOP = 90;
/** Between nodes: the title of the next lies in it. */
const GAP = { x: 40, y: 50, collapsed: 38 };

/** The canvas on a screen of 1440 x 900, beside and below the page's bars. */
const SCREEN = { x: 70, y: 100, width: 1360, height: 792 };
const TITLE = 30;

const file = (name) => fileURLToPath(new URL(`../example_workflows/${name}`, import.meta.url));

/** Places of nodes by name: columns from left to right, each from top to bottom. */
function placed({ nodes, columns }) {
  const places = {};
  let x = LEFT;
  for (const column of columns) {
    let y = TOP;
    for (const name of column) {
      const [, [, height], , more = {}] = nodes[name];
      places[name] = [x, y];
      y += more.collapsed ? GAP.collapsed : height + GAP.y;
    }
    x += Math.max(...column.map((name) => nodes[name]).filter(open).map(([, [width]]) => width)) + GAP.x;
  }
  return places;
}

const open = ([, , , more = {}]) => !more.collapsed;

/**
 * Zoom and offset that show all of it on a small screen. Frontends of 2025 spread the nodes of Nodes 2.0 wrongly where a file
 * has none.
 */
function view({ name, nodes, columns }) {
  const places = placed({ nodes, columns });
  const far = (k) =>
    Math.max(...Object.keys(nodes).map((one) => places[one][k] + (open(nodes[one]) ? nodes[one][1][k] : 0)));
  const [width, height] = [far(0) - LEFT, far(1) - TOP + TITLE];
  if (width > SCREEN.width || height > SCREEN.height) throw new Error(`${name} is too large: ${width} x ${height}`);
  return {
    scale: 1,
    offset: [
      Math.round(SCREEN.x + (SCREEN.width - width) / 2 - LEFT),
      Math.round(SCREEN.y + (SCREEN.height - height) / 2 - TOP + TITLE),
    ],
  };
}

/** Build an example in the page; the workflow as it would be saved. */
const build = (page, example) =>
  page.evaluate(
    async ({ example: { id, nodes, links }, places, extra }) => {
      await app.extensionManager.command.execute("Comfy.NewBlankWorkflow");
      app.graph.clear();
      app.graph.id = id;
      const made = {};
      for (const [name, [type, size, values = {}, more = {}]] of Object.entries(nodes)) {
        const node = LiteGraph.createNode(type);
        if (!node) throw new Error(`ComfyUI has no node ${type}`);
        app.graph.add(node);
        const { title, color, bgcolor, properties, collapsed } = more;
        if (title) node.title = title;
        if (color) Object.assign(node, { color, bgcolor });
        const ours = type.startsWith("Diffulizer_");
        if (type !== "MarkdownNote") node.properties.cnr_id = ours ? "diffulizer" : "comfy-core"; // whose node it is
        Object.assign(node.properties, properties);
        const set = { control_after_generate: "fixed", ...values };
        for (const widget of node.widgets ?? []) if (widget.name in set) widget.value = set[widget.name];
        const known = (node.widgets ?? []).map((widget) => widget.name);
        const lost = Object.keys(values).filter((key) => !known.includes(key));
        if (lost.length) throw new Error(`${name}: no widget ${lost.join(", ")} among ${known.join(", ")}`);
        const least = node.computeSize();
        if (least[0] > size[0] || least[1] > size[1])
          throw new Error(`${name} is ${size.join(" x ")}, and needs ${least.join(" x ")}`);
        node.pos = places[name];
        node.setSize(size);
        if (collapsed) node.collapse(true);
        made[name] = node;
      }
      for (const link of links) {
        const [from, output, to, input] = link.split(/[. ]/);
        const place = made[from].outputs.findIndex(
          (o) => [o.name, o.localized_name].includes(output.replace("_", " ")) || o.name === output,
        );
        if (place < 0)
          throw new Error(`${from} has no ${output} among ${made[from].outputs.map((o) => o.name)}`);
        if (!made[from].connect(place, made[to], input)) throw new Error(`not connected: ${link}`);
      }
      return { ...app.graph.serialize(), id, revision: 0, extra };
    },
    // The only renderer that all frontends know. Those up to 1.40 enlarge it for Nodes 2.0 as they do their own graphs.
    {
      example,
      places: placed(example),
      extra: { ds: view(example), workflowRendererVersion: "LG" },
    },
  );

/** Loaders of checkpoints and their parts, with what the demo model gives out in their place. */
const LOADED = {
  CheckpointLoaderSimple: { kind: "sdxl", outputs: [0, 1, 2] },
  UNETLoader: { kind: "transformer", outputs: [0] },
  CLIPLoader: { kind: "transformer", outputs: [1] },
  DualCLIPLoader: { kind: "transformer", outputs: [1] },
  VAELoader: { kind: "transformer", outputs: [2] },
};

/** What is queued of an example for a model that does not lie here: the demo model draws it, at its own size. */
function drawnByDemo(prompt) {
  const outputs = {};
  for (const [id, node] of Object.entries(prompt)) {
    const { kind, outputs: given } = LOADED[node.class_type] ?? {};
    if (given) Object.assign(node, { class_type: "Diffulizer_DemoModel", inputs: { kind } });
    if (given) outputs[id] = given;
    if (/^Empty.*LatentImage$/.test(node.class_type) && node.inputs.width === 1024)
      Object.assign(node.inputs, { width: 256, height: 256 });
  }
  for (const { inputs } of Object.values(prompt))
    for (const value of Object.values(inputs))
      if (Array.isArray(value) && value[0] in outputs) value[1] = outputs[value[0]][value[1]];
}

async function queueForDemo(route) {
  const body = route.request().postDataJSON();
  drawnByDemo(body.prompt);
  await route.continue({ postData: JSON.stringify(body) });
}

/** Run what is open, until its pictures are loaded and its panels drawn. */
async function run(page) {
  await forget(address);
  await execute(page);
  await page.waitForTimeout(2500);
}

/** Show in the panel of a node where the model looks at a word at a step; the square from its words to the end of its picture. */
async function choose(page, id, { word, step }) {
  const magnify = (scale) =>
    page.evaluate(
      async ({ id, scale }) => {
        const { canvas, graph } = app;
        const node = graph.getNodeById(id);
        const widget = node.widgets.find(({ element }) => element === node.diffulizer.element);
        canvas.deselectAll?.();
        widget.element.setAttribute("data-card", "");
        Object.assign(canvas.ds, {
          scale,
          offset: [300 / scale - node.pos[0], 120 / scale - node.pos[1] - widget.y],
        });
        canvas.setDirty(true, true);
        await new Promise((done) => setTimeout(done, 700));
      },
      { id, scale },
    );
  await magnify(1);
  const panel = page.locator("[data-card]");
  for (const kept of await panel.locator(".chips [aria-pressed=true]").all()) await kept.click();
  await panel.getByRole("button", { name: word, exact: true }).click();
  await panel.getByRole("slider", { name: "Step", exact: true }).fill(String(step - 1));
  await page.mouse.move(5, 5);
  const square = async () => {
    const around = await panel.boundingBox();
    const picture = await panel.locator(".frame").boundingBox();
    return {
      x: around.x + around.width / 2,
      y: around.y,
      side: picture.y + picture.height + MARGIN - around.y,
    };
  };
  await magnify(SIDE / (await square()).side);
  await page.waitForTimeout(1500);
  const { x, y } = await square();
  await panel.evaluate((element) => element.removeAttribute("data-card"));
  return { x: x - SIDE / 2, y, width: SIDE, height: SIDE };
}

/** Put nodes close together in columns, all others out of sight, and the square around them into the middle of the page. */
const frame = (page, columns) =>
  page.evaluate(
    async ({ columns, side, margin }) => {
      const { canvas, graph } = app;
      canvas.deselectAll?.();
      for (const node of graph.nodes) if (!columns.flat().includes(node.id)) node.pos = [node.pos[0], 1e5];
      let [x, bottom] = [0, 0];
      for (const column of columns) {
        const nodes = column.map((id) => graph.getNodeById(id));
        let y = 0;
        for (const node of nodes) {
          node.pos = [x, y + LiteGraph.NODE_TITLE_HEIGHT];
          y += node.size[1] + LiteGraph.NODE_TITLE_HEIGHT + margin;
        }
        x += Math.max(...nodes.map((node) => node.size[0])) + margin;
        bottom = Math.max(bottom, y);
      }
      const [width, height] = [x - margin, bottom - margin];
      const scale = (side - 2 * margin) / Math.max(width, height);
      const box = canvas.canvas.getBoundingClientRect();
      const offset = [box.width / 2 / scale - width / 2, box.height / 2 / scale - height / 2];
      Object.assign(canvas.ds, { scale, offset });
      canvas.setDirty(true, true);
      await new Promise((done) => setTimeout(done, 700));
      return {
        x: box.x + (box.width - side) / 2,
        y: box.y + (box.height - side) / 2,
        width: side,
        height: side,
      };
    },
    { columns, side: SIDE, margin: MARGIN },
  );

/** Write over the lower edge of a picture what has to be there before the example can be run. */
const stamp = (page, { x, y, width, height }, text) =>
  page.evaluate(
    ({ left, bottom, width, text }) => {
      const band = Object.assign(document.createElement("div"), { id: "stamp", textContent: text });
      band.style.cssText = `position:fixed;z-index:99999;left:${left}px;bottom:${bottom}px;width:${width}px;padding:18px;
        box-sizing:border-box;background:#000c;color:#fff;font:600 26px sans-serif;text-align:center`;
      document.body.append(band);
    },
    { left: x, bottom: page.viewportSize().height - y - height, width, text },
  );

/** The picture of an example that has run: some of its nodes, or the panel of one. */
async function take(page, { name, nodes, card }) {
  const id = (wanted) => Object.keys(nodes).indexOf(wanted) + 1;
  const clip = card.panel
    ? await choose(page, id(card.panel), card)
    : await frame(
        page,
        card.columns.map((column) => column.map(id)),
      );
  if (card.needs) await stamp(page, clip, `Needs ${card.needs.join(" and ")}`);
  await page.screenshot({
    path: file(`${name}.jpg`),
    clip,
    type: "jpeg",
    quality: 85,
  });
}

/** Links are hidden: they would run through the pictures. */
const SETTINGS = {
  "Comfy.LinkRenderMode": -1,
};

const browser = await openBrowser();
try {
  const page = await openPage(browser, address, { width: 1440, height: 900 }, SETTINGS);
  await page.addStyleTag({
    content: ".side-tool-bar-container,.comfyui-body-top,.graph-canvas-panel{opacity:0}",
  });
  await page.route("**/api/prompt", queueForDemo);
  for (const example of EXAMPLES.filter(({ name }) => !names.length || names.includes(name))) {
    const workflow = await build(page, example);
    writeFileSync(file(`${example.name}.json`), `${JSON.stringify(workflow, null, 1)}\n`);
    if (!pictures) continue;
    await run(page);
    await take(page, example);
    await page.evaluate(() => document.querySelector("#stamp")?.remove());
    console.log(`${example.name}: ${statSync(file(`${example.name}.jpg`)).size} bytes`);
  }
} finally {
  await browser.close();
}
