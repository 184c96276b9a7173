/**
 * The README's moving picture: the first template in ComfyUI's page, while it samples and after.
 *
 *     node tools/make_panel_animation.mjs http://127.0.0.1:8188 docs/panel.webp [--word circle] [--after 14] [--keep DIR]
 *
 * The ComfyUI at that address needs this pack and an output folder that may get a run more. Frames are what the browser
 * paints around the prompt and the sampler; tools/animation.py, run by DIFFULIZER_PYTHON, makes the picture of them. --after
 * is for how many seconds the panel is shown after the run; the word is clicked in their midst. Look at what it made.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { execute, forget, openBrowser, openPage } from "./comfy_page.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    word: { type: "string", default: "circle" },
    after: { type: "string", default: "14" },
    theme: { type: "string", default: "dark" },
    keep: { type: "string" },
  },
});
const [address = "http://127.0.0.1:8188", target = "docs/panel.webp"] = positionals;
const MARGIN = 16;
const VIEWPORT = { width: 1500, height: 1100 };
const SHOWN = ["Diffulizer_TextEncode", "Diffulizer_KSampler"];

const folder = new URL("../example_workflows/", import.meta.url);
const template = readdirSync(folder).find((name) => name.startsWith("01") && /^(?!.*sdxl).*\.json$/i.test(name));
const workflow = JSON.parse(readFileSync(new URL(encodeURIComponent(template), folder), "utf8"));

/** Open the template at full size with the sampler and its prompt beside each other; the rectangle around both. */
const arrange = (page) =>
  page.evaluate(
    async ({ workflow, shown: [text, sampling], margin }) => {
      await app.loadGraphData(workflow);
      const sampler = app.graph.nodes.find(({ type }) => type === sampling);
      const input = sampler.inputs.find(({ name }) => name === "positive");
      const prompt = app.graph.getNodeById(app.graph.links.get?.(input.link)?.origin_id ?? -1);
      if (prompt?.type !== text) throw new Error(`the sampler's prompt is ${prompt?.type}; expected ${text}`);
      for (const node of app.graph.nodes) if (![prompt, sampler].includes(node)) node.pos = [node.pos[0], 1e5];
      const title = LiteGraph.NODE_TITLE_HEIGHT;
      prompt.pos = [0, title];
      sampler.pos = [prompt.size[0] + 60, title];
      const { canvas } = app;
      canvas.deselectAll?.();
      const page = canvas.canvas.getBoundingClientRect();
      const [left, top] = [160, 170]; // clear of the page's bars
      Object.assign(canvas.ds, { scale: 1, offset: [left, top] });
      canvas.setDirty(true, true);
      await new Promise((done) => setTimeout(done, 1500));
      const [width, height] = [sampler.pos[0] + sampler.size[0], title + Math.max(sampler.size[1], prompt.size[1])];
      return {
        x: page.x + left - margin,
        y: page.y + top - margin,
        width: width + 2 * margin,
        height: height + 2 * margin,
      };
    },
    { workflow, shown: SHOWN, margin: MARGIN },
  );

/** Write what the browser paints to a folder; the function that ends it returns [file, time in seconds] of each frame. */
async function record(page, into) {
  const session = await page.context().newCDPSession(page);
  const frames = [];
  session.on("Page.screencastFrame", ({ data, metadata, sessionId }) => {
    const file = join(into, `${String(frames.length).padStart(5, "0")}.png`);
    writeFileSync(file, Buffer.from(data, "base64"));
    frames.push([file, metadata.timestamp]);
    void session.send("Page.screencastFrameAck", { sessionId });
  });
  await session.send("Page.startScreencast", { format: "png", everyNthFrame: 1 });
  return async () => {
    await session.send("Page.stopScreencast");
    return frames;
  };
}

/** Click a word in the sampler's panel. */
async function choose(page, word) {
  const panel = await page.evaluateHandle(
    (type) => app.graph.nodes.find((node) => node.type === type).diffulizer.element,
    SHOWN[1],
  );
  await panel.evaluate((element, wanted) => {
    const buttons = [...element.shadowRoot.querySelectorAll("button")];
    const found = buttons.find(({ textContent }) => textContent.trim().split(/\s/)[0] === wanted);
    if (!found) throw new Error(`no word ${wanted} among ${buttons.map((b) => b.textContent).join(", ")}`);
    found.click();
  }, word);
}

const scratch = options.keep ?? mkdtempSync(join(tmpdir(), "panel-"));
const browser = await openBrowser();
try {
  await forget(address);
  const theme = { "Comfy.ColorPalette": options.theme };
  const page = await openPage(browser, address, VIEWPORT, theme);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  const clip = await arrange(page);
  if (clip.y + clip.height > VIEWPORT.height || clip.x + clip.width > VIEWPORT.width)
    console.log(`The nodes are cut: ${JSON.stringify(clip)} in ${JSON.stringify(VIEWPORT)}`);
  const stop = await record(page, scratch);
  await execute(page);
  const half = (Number(options.after) * 1000) / 2;
  await page.waitForTimeout(half);
  await choose(page, options.word);
  await page.waitForTimeout(half);
  const frames = await stop();
  const plan = join(scratch, "frames.json");
  writeFileSync(plan, JSON.stringify({ clip, viewport: VIEWPORT, frames }));
  const python = process.env.DIFFULIZER_PYTHON ?? "python3";
  const program = fileURLToPath(new URL("animation.py", import.meta.url));
  const { status } = spawnSync(python, [program, plan, target], { stdio: "inherit" });
  process.exitCode = status ?? 1;
} finally {
  await browser.close();
  if (!options.keep) rmSync(scratch, { recursive: true, force: true });
}
