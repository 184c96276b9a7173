/**
 * The docs' pictures of the viewer: its workbench, the story, effects of words, two runs compared, sweeps of two settings and of
 * a LoRA, and with --table that of docs/study.md.
 *
 *   node tools/make_viewer_pictures.mjs docs --sweep FOLDER [--table FOLDER] [--python PATH] [--browser PATH]
 *
 * The page is served from web_viewer/dist. Runs are drawn by `diffulizer generate` and `sweep` into FOLDER where it lacks them;
 * then COMFYUI_PATH has to name a ComfyUI.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { openBrowser, serve, VIEWER } from "../benchmarks/viewer_serving.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    browser: { type: "string", default: "/usr/bin/chromium" },
    python: { type: "string", default: "python3" },
    sweep: { type: "string" },
    table: { type: "string" },
  },
});
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PROMPT = "a red heart left of a green square on a white background, cartoon style";
const SWEEP = [1, 2, 3].flatMap((seed) => [1, 3, 8].map((cfg) => ({ name: `cfg${cfg}_seed${seed}`, seed, cfg })));
const EFFECTS = { name: "effects", seed: 1, cfg: 5, more: ["--effects-every", 2] };
const python = (...words) => execFileSync(options.python, words, { cwd: ROOT, stdio: "inherit" });

for (const { name, seed, cfg, more = [] } of [...SWEEP, EFFECTS]) {
  const folder = join(options.sweep, name);
  if (existsSync(folder)) continue;
  const kept = ["--num-steps", 12, "--attention-resolution", 16, "--output-dir", folder];
  const settings = ["--seed", seed, "--cfg-scale", cfg, ...more, ...kept];
  python("-m", "diffulizer", "generate", "--prompt", PROMPT, ...settings.map(String));
}

// docs/studies/lora_strengths.yaml for the demo model. Its LoRA changes little, so the strengths are larger.
const LORAS = join(options.sweep, "loras");
const STUDY = {
  prompts: ["a {red,blue} circle on a white background", "a green star on a grey background , cartoon style", "a yellow heart above a blue square on a black background"],
  seeds: 1,
  settings: { num_steps: 8, cfg_scale: 5, width: 256, height: 256 },
  loras: [{ name: "my_style.safetensors", strength: [0, 1, 2, 4, 6, 8] }],
  record: { layers: "*attn2*", max_layers: 8, attention_resolution: 16 },
  keep: "maps",
};
mkdirSync(options.sweep, { recursive: true });
writeFileSync(`${LORAS}.yaml`, JSON.stringify(STUDY));
const models = join(options.sweep, "models");
python("tests/support/small_lora.py", join(models, "loras", "my_style.safetensors"));
python("-m", "diffulizer", "sweep", `${LORAS}.yaml`, "-o", LORAS, "--models-dir", models, "--yes");

const { address, close } = await serve(join(VIEWER, "dist"), async (path) =>
  path.startsWith("/sweep/") ? readFile(join(options.sweep, path.slice("/sweep/".length))).catch(() => null) : null,
);
const browser = await openBrowser(options.browser);

/** Open an address in a window of its own, wait until `there` says that all is drawn, and keep what is seen, or the part that it returns. */
async function picture(name, target, size, there) {
  const page = await browser.newPage({ viewport: size });
  await page.goto(new URL(target, address).href);
  const clip = await there(page);
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(positionals[0], name), type: "jpeg", quality: 68, clip });
  await page.close();
}
const drawn = (page, where, count) =>
  page.waitForFunction(([w, n]) => document.querySelectorAll(`${w} canvas.over[aria-busy=false]`).length >= n, [where, count]);

await picture("viewer.jpg", "#step=5&word=1,2&at=0.5,0.3&view=workbench", { width: 1480, height: 880 }, async (page) => {
  await page.waitForFunction(() => document.querySelector("select[aria-label='Compare with']")?.selectedIndex > 0);
  await page.getByRole("combobox", { name: "Compare with" }).selectOption("none");
  await page.getByText("each direction has its own scale").waitFor();
  await drawn(page, ".overlay-figure", 1);
  await page.waitForFunction(() => document.querySelectorAll(".ranks li").length > 8);
  await page.waitForFunction(() => [...document.querySelectorAll(".film .thumbnail")].filter((i) => i.src).length > 3);
});

await picture("viewer_story.jpg", "#step=5&word=1,2", { width: 1280, height: 800 }, async (page) => {
  const screen = page.locator("#ask-a-place");
  await screen.evaluate((e) => {
    e.scrollIntoView({ behavior: "instant" });
    scrollBy({ top: -110, behavior: "instant" }); // what stands above stays there
  });
  const frame = screen.locator(".place");
  const { width, height } = await frame.boundingBox();
  await frame.click({ position: { x: 0.5 * width, y: 0.32 * height } });
  await screen.getByRole("group", { name: "Your guess" }).getByRole("button", { name: "red", exact: true }).click();
  await screen.locator(".ranks").waitFor();
  await page.mouse.move(0, 400);
});

await picture("viewer_effects.jpg", "?run=sweep/effects#step=4&word=2&view=workbench&show=both&scale=normalised", { width: 1480, height: 1180 }, async (page) => {
  await page.getByRole("tab", { name: "Effects" }).click();
  await drawn(page, ".overlay-figure", 2);
  await page.waitForFunction(() => /step 5: 0/.test(document.querySelector(".agreement .matrix-note")?.textContent ?? ""));
  const [maps, charts] = await Promise.all(["maps", "words"].map((id) => page.locator(`[data-panel]#${id}`).boundingBox()));
  return { x: maps.x, y: maps.y, width: charts.x + charts.width - maps.x, height: maps.height };
});

await picture("viewer_comparison.jpg", "#step=5&view=workbench&word=12", { width: 1480, height: 880 }, async (page) => {
  await drawn(page, ".beside", 3);
  await page.locator(".run-verdict[aria-busy=false]").waitFor();
});

const sweep = SWEEP.map(({ name }) => `run=sweep/${name}`).join("&");
await picture("viewer_grid.jpg", `?${sweep}#step=11&word=2&view=grid`, { width: 1280, height: 860 }, (page) => drawn(page, ".run-grid", SWEEP.length));

/** A picture of what `diffulizer view` shows of runs or of a table. */
async function viewed(name, what, target, size, there) {
  const server = spawn(options.python, ["-m", "diffulizer", "view", "--no-open", ...what], { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface(server.stdout), "line");
  await picture(name, /http\S+/.exec(line)[0] + target, size, there);
  server.kill();
}

const strengths = readdirSync(join(LORAS, "runs")).map((run) => join(LORAS, "runs", run));
await viewed("viewer_loras.jpg", strengths, "#step=7&view=grid", { width: 1280, height: 800 }, async (page) => {
  await page.getByRole("combobox", { name: "Show" }).selectOption("Pictures alone");
  await page.waitForFunction((n) => document.querySelectorAll(".run-grid li canvas").length === n, strengths.length);
});

if (options.table)
  await viewed("viewer_table.jpg", [options.table], "", { width: 1280, height: 800 }, async (page) => {
    await page.getByRole("button", { name: "seed", exact: true }).click();
    await page.waitForFunction(() => document.querySelectorAll(".line img.row-picture").length >= 10);
  });

await browser.close();
close();
