/** ComfyUI's page in a browser, for scripts that make pictures of it. DIFFULIZER_BROWSER names one, else an installed Chromium is taken. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";

const { chromium } = createRequire(new URL("../web_viewer/package.json", import.meta.url))("playwright-core");

/** Settings under which a graph looks the same everywhere. */
const SETTINGS = {
  "Comfy.TutorialCompleted": true,
  "Comfy.VueNodes.Enabled": false,
  "Comfy.Locale": "en",
  "Comfy.Minimap.Visible": false,
  "Comfy.Graph.CanvasInfo": false,
  "Comfy.NodeBadge.NodeSourceBadgeMode": "None",
  "Comfy.NodeBadge.NodeIdBadgeMode": "None",
  "Comfy.Workflow.ShowMissingModelsWarning": false,
};

export function openBrowser() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const known = ["chromium", "chromium-browser", "google-chrome"].flatMap((n) =>
    folders.map((f) => join(f, n)),
  );
  const executablePath = process.env.DIFFULIZER_BROWSER ?? known.find((program) => existsSync(program));
  return chromium.launch({ executablePath, args: ["--disable-dev-shm-usage"] });
}

/** POST of JSON to the ComfyUI at an address. */
export const post = (address, path, body) =>
  fetch(`${address}${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

/** The page of the ComfyUI at an address, ready to be used. */
export async function openPage(browser, address, viewport, settings = {}) {
  await post(address, "/api/settings", { ...SETTINGS, ...settings });
  const page = await browser.newPage({ viewport });
  page.on("pageerror", (error) => console.log(`page: ${error.message}`));
  await page.goto(address);
  await page.waitForFunction(
    () => window.app?.vueAppReady && app.graph && app.extensionManager?.workflow?.activeWorkflow,
  );
  await page.waitForFunction(() => !document.querySelector("#splash-loader,.p-blockui-mask"));
  return page;
}

/** Forget cached results, which send no steps. */
export const forget = (address) => post(address, "/api/free", { unload_models: true, free_memory: true });

/** Press Run in the page, and wait until all is done. */
export const execute = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const { api } = window.comfyAPI.api;
        api.addEventListener("execution_success", resolve, { once: true });
        api.addEventListener("execution_error", ({ detail }) => reject(new Error(detail.exception_message)));
        app.queuePrompt(0, 1).then(() => {
          const refused = Object.keys(app.lastNodeErrors ?? {});
          if (refused.length) reject(new Error(`ComfyUI refused the nodes ${refused.join(", ")}`));
        }, reject);
      }),
  );
