/**
 * What the live panel costs: the sampler's thread for each event, the page's main thread for each event, and a whole run
 * with the panel open, with the panel switched off, and with nobody watching.
 *
 *   node benchmarks/live_panel.mjs --python PYTHON [--browser PATH] [--rounds 7] [--steps 24]
 *
 * PYTHON is what `python3 dev.py env` prints. A real ComfyUI samples the demo model in a real page. The sampler's thread is
 * timed around the call that tells of a step (benchmarks/live_clock). The page's work is read from Chromium's trace, in the
 * processor's time on its main thread: tasks that run code of ours, with the layout and painting that follow in them, without
 * the scripts of ComfyUI that run in the same frame.
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
    rounds: { type: "string", default: "7" },
    steps: { type: "string", default: "24" },
  },
});
const root = new URL("../", import.meta.url);
const EXAMPLE = new URL("example_workflows/01 Start here (no download).json", root);
const SAMPLER = idOf("Diffulizer_KSampler");
const EXPORTER = idOf("Diffulizer_ExportRun");
const NEVER = 2;
const ENDS = ["execution_success", "execution_error", "execution_interrupted"];

function idOf(type) {
  return JSON.parse(readFileSync(EXAMPLE, "utf8")).nodes.find((node) => node.type === type).id;
}

const { address, end } = await startComfy();
const browser = await openBrowser(options.browser);
const page = await openPage(address);

await run("open"); // the panels' code is loaded, the model too
await get("/live_clock");
const spent = { open: [], closed: [], alone: [] };
const told = [];
for (let round = 0; round < Number(options.rounds); round++) {
  const ways = Object.keys(spent);
  for (const way of [...ways.slice(round % 3), ...ways.slice(0, round % 3)]) {
    spent[way].push(await run(way));
    const calls = await get("/live_clock");
    if (way === "open") told.push(...calls);
  }
}
await browser.startTracing(page, {
  categories: ["devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"],
});
await run("open");
const events = costOfEvents(JSON.parse((await browser.stopTracing()).toString()).traceEvents);
await browser.close();
end();

const ms = (list, share = 0.5) => quantile(list, share).toFixed(list === told ? 3 : 1);
console.log(`sampler's thread, ${told.length} events: median ${ms(told)} ms, 95 % ${ms(told, 0.95)} ms`);
const mean = events.reduce((a, b) => a + b, 0) / events.length;
console.log(`page's main thread, ${events.length} events: median ${ms(events)} ms, mean ${mean.toFixed(1)} ms, 95 % ${ms(events, 0.95)} ms`);
for (const [way, list] of Object.entries(spent))
  console.log(`run of ${options.steps} steps, ${way}: median ${quantile(list, 0.5).toFixed(0)} ms`);
for (const [name, below] of [["panel open against closed", "closed"], ["panel open against nobody watching", "alone"]]) {
  const ratios = spent.open.map((time, i) => time / spent[below][i]);
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  console.log(`${name}: ${quantile(ratios, 0.5).toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)}, ${ratios.length} pairs)`);
}

async function startComfy() {
  const server = spawn(options.python, [fileURLToPath(new URL("benchmarks/live_server.py", root))], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const line = await createInterface(server.stdout)[Symbol.asyncIterator]().next();
  if (line.done) throw new Error("ComfyUI did not start; the lines above say why.");
  return { address: line.value, end: () => server.stdin.end() };
}

async function openPage(url) {
  await fetch(`${url}/api/settings`, {
    method: "POST",
    body: JSON.stringify({ "Comfy.TutorialCompleted": true, "Comfy.VueNodes.Enabled": false }),
  });
  const opened = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await opened.goto(url);
  await opened.waitForFunction(() => window.app?.vueAppReady && !document.querySelector("#splash-loader,.p-blockui-mask"));
  await opened.evaluate(
    async ([graph, exporter, never, ends]) => {
      const { app } = window;
      await app.loadGraphData(graph, true, true, "benchmark");
      app.graph.getNodeById(exporter).mode = never; // sampling is measured, not writing
      window.ended = {};
      for (const type of ends)
        app.api.addEventListener(type, ({ detail }) => (window.ended[detail.prompt_id] = type));
      app.api.addEventListener("diffulizer.step", ({ detail }) => performance.mark(`step ${detail.step}`));
    },
    [JSON.parse(readFileSync(EXAMPLE, "utf8")), EXPORTER, NEVER, ENDS],
  );
  return opened;
}

/** One run with a new seed: "open" and "closed" by the page, "alone" by nobody. Milliseconds, as the server says. */
async function run(way) {
  const prompt = await page.evaluate(
    async ([how, sampler, steps]) => {
      const { app } = window;
      await app.extensionManager.setting.set("Diffulizer.Panel.Live", how === "open");
      const node = app.graph.getNodeById(sampler);
      node.widgets.find((w) => w.name === "seed").value = Math.floor(Math.random() * 2 ** 31);
      node.widgets.find((w) => w.name === "steps").value = steps;
      app.canvas.centerOnNode(node);
      const { output, workflow } = await app.graphToPrompt();
      if (how !== "alone") return (await app.api.queuePrompt(0, { output, workflow })).prompt_id;
      const answer = await fetch("/prompt", { method: "POST", body: JSON.stringify({ prompt: output }) });
      return (await answer.json()).prompt_id;
    },
    [way, SAMPLER, Number(options.steps)],
  );
  for (;;) {
    const { status } = (await get(`/history/${prompt}`))[prompt] ?? {};
    if (status?.completed) {
      const at = (type) => status.messages.find(([name]) => name === type)[1].timestamp;
      return at("execution_success") - at("execution_start");
    }
    if (status) throw new Error(`The run failed: ${JSON.stringify(status)}`);
    await new Promise((again) => setTimeout(again, 100));
  }
}

async function get(path) {
  return (await fetch(`${address}${path}`)).json();
}

/** For each step's event: milliseconds of the processor, in tasks with code of ours that end before the next event. */
function costOfEvents(trace) {
  const marks = trace.filter((e) => /^step \d+$/.test(e.name)).sort((a, b) => a.ts - b.ts);
  const main = trace.filter((e) => e.pid === marks[0].pid && e.tid === marks[0].tid && e.ph === "X");
  const calls = main.filter((e) => e.name === "FunctionCall");
  const ours = (call) => /diffulizer/.test(call.args.data?.url ?? "");
  const own = [];
  for (const task of main.filter((e) => e.name === "RunTask")) {
    const end = task.ts + task.dur;
    const within = calls.filter((call) => call.ts >= task.ts && call.ts < end);
    if (!within.some(ours)) continue;
    const theirs = within.filter((call) => !ours(call)).reduce((sum, { tdur = 0 }) => sum + tdur, 0);
    own.push({ end, ms: (task.tdur - theirs) / 1000 });
  }
  return marks.map(({ ts }, i) => {
    const until = marks[i + 1]?.ts ?? Infinity;
    return own.filter(({ end }) => end >= ts && end < until).reduce((sum, { ms }) => sum + ms, 0);
  });
}
