/**
 * ComfyUI's sidebar with very many runs in the output folder: how long until the first are there, until others are when it
 * is scrolled, until a search is answered, and how much is in the page.
 *
 *   node benchmarks/sidebar.mjs --python PYTHON [--runs 20000] [--browser PATH] [--picture FILE]
 *
 * PYTHON is what `python3 dev.py env` prints. The output folder is that of benchmarks/sidebar_server.py.
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { openBrowser, quantile } from "./viewer_serving.mjs";

const { values: options } = parseArgs({
  options: {
    python: { type: "string", default: "python3" },
    browser: { type: "string", default: "/usr/bin/chromium" },
    runs: { type: "string", default: "20000" },
    picture: { type: "string" },
  },
});
const server = spawn(
  options.python,
  [fileURLToPath(new URL("sidebar_server.py", import.meta.url)), options.runs],
  { stdio: ["pipe", "pipe", "inherit"] },
);
const told = await createInterface(server.stdout)[Symbol.asyncIterator]().next();
const [url, pid] = told.value.split(" ");
const browser = await openBrowser(options.browser);
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
const answers = [];
page.on("response", async (response) => {
  if (response.url().includes("/diffulizer/runs?")) answers.push((await response.body().catch(() => "")).length);
});
await fetch(`${url}/api/settings`, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ "Comfy.TutorialCompleted": true }),
});
await page.goto(url);
await page.waitForFunction(() => window.app?.vueAppReady && window.app.extensionManager?.workflow?.activeWorkflow);

/** Milliseconds until a condition holds in the sidebar, after something is done. */
async function timed(act, condition, given) {
  const start = performance.now();
  await act();
  await page.waitForFunction(
    ([test, value]) => {
      const places = [...document.querySelectorAll("*")].filter((e) => e.shadowRoot?.querySelector(".sidebar"));
      const sidebar = places[0]?.shadowRoot.querySelector(".sidebar");
      return sidebar !== undefined && sidebar !== null && new Function("sidebar", "value", `return ${test}`)(sidebar, value);
    },
    [condition, given],
    { polling: "raf", timeout: 900_000 },
  );
  return performance.now() - start;
}
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
const say = (name, value) => console.log(`${name}: ${value}`);
const FILLED = "sidebar.querySelector('.run-name') !== null";
const status = () => page.locator(".sidebar [role=status]").textContent();
const host = page.locator(".host-root:has(.sidebar)");

const before = memory();
const tab = page.getByRole("button", { name: "Diffulizer: recorded runs" });
say("first runs after", `${(await timed(() => tab.click(), FILLED)).toFixed(0)} ms (${await status()})`);
if (options.picture) await page.screenshot({ path: options.picture });
const jumps = [];
for (const share of [0.1, 0.9, 0.5, 0.3, 0.7]) {
  await page.waitForTimeout(1000);
  jumps.push(
    await timed(
      () => host.evaluate((element, at) => element.scrollTo({ top: at * element.scrollHeight }), share),
      "[...sidebar.querySelectorAll('.run-item')].every((item) => item.querySelector('.run-name'))",
    ),
  );
}
say("a jump while it reads", `median ${quantile(jumps, 0.5).toFixed(0)} ms, most ${Math.max(...jumps).toFixed(0)} ms`);
const read = await timed(async () => undefined, "!/not read/.test(sidebar.querySelector('[role=status]').textContent)");
say("all were read after", `${(read / 1000).toFixed(0)} s more`);
say("the server's memory", `${before.toFixed(0)} MiB before, ${memory().toFixed(0)} MiB after`);

const frames = await host.evaluate(async (element) => {
  const times = [];
  element.scrollTo({ top: 0 });
  for (let i = 0, last = performance.now(); i < 240; i++) {
    element.scrollTop += 300;
    await new Promise(requestAnimationFrame);
    times.push(performance.now() - last);
    last = performance.now();
  }
  return times;
});
say("scrolling", `frames of ${quantile(frames, 0.5).toFixed(0)} ms, 95 % ${quantile(frames, 0.95).toFixed(0)} ms`);
say("runs in the page", await page.locator(".sidebar .run-item").count());
const search = page.getByRole("searchbox", { name: "Search runs" });
const searches = [];
for (const wanted of ["4321", "12345", "run_00777"])
  searches.push(
    await timed(
      () => search.fill(wanted),
      "parseInt(sidebar.querySelector('[role=status]').textContent) < 100 && sidebar.querySelector('.run-name')?.textContent.includes(value)",
      wanted.slice(0, 3),
    ),
  );
say("a search", `median ${quantile(searches, 0.5).toFixed(0)} ms, most ${Math.max(...searches).toFixed(0)} ms`);
say("an answer of the server", `median ${(quantile(answers, 0.5) / 1024).toFixed(0)} kB`);
await tab.click();
say("opened again", `${(await timed(() => tab.click(), FILLED)).toFixed(0)} ms`);
await browser.close();
server.stdin.end();
