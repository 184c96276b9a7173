/**
 * How long it takes from a click to the painted frame: 200 random changes of step, word and layer on a bundled run.
 *
 *   node benchmarks/viewer_latency.mjs [--browser PATH] [--dist FOLDER] [--changes 200] [--openings 10] [--view story|workbench]
 *       [--seed 1]
 *
 * Real clicks by Chromium's own input, timed by its trace: EventTiming begins at the event's time stamp and ends when the
 * frame that it led to is presented. The page is served from web_viewer/dist.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";

import { openBrowser, quantile, seeded, serve, VIEWER } from "./viewer_serving.mjs";

const { values: options } = parseArgs({
  options: {
    browser: { type: "string", default: "/usr/bin/chromium" },
    dist: { type: "string", default: join(VIEWER, "dist") },
    changes: { type: "string", default: "200" },
    openings: { type: "string", default: "10" },
    view: { type: "string", default: "story" },
    seed: { type: "string", default: "1" },
  },
});

const { address, close } = await serve(options.dist);
const browser = await openBrowser(options.browser);
const openings = [];
let page;
for (let i = 0; i < Number(options.openings); i++) {
  await page?.context().close(); // with it goes the cache
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  const began = performance.now();
  await page.goto(`${address}#step=5&word=1&view=${options.view}`);
  await page.locator("main canvas.bitmap[aria-busy=false]").first().waitFor();
  openings.push(performance.now() - began);
}
if (options.view === "story") await page.locator("#attention").evaluate((e) => e.scrollIntoView());
await page.waitForTimeout(2500);

const random = seeded(Number(options.seed));
const pick = (list) => list[Math.floor(random() * list.length)];
const film = "[aria-label='Step'] input";
const chips = await page.getByRole("region", { name: "Words", exact: true }).locator(".chip").all();
const bars = await page.locator(".network .bar").all();
const slider = await page.locator(film).boundingBox();

await browser.startTracing(page, { categories: ["devtools.timeline", "latencyInfo", "blink.user_timing"] });
const kinds = { step: [], word: [], layer: [] };
for (let i = 0; i < Number(options.changes); i++) {
  const kind = pick(Object.keys(kinds));
  await page.evaluate((name) => performance.mark(name), `change ${kind}`);
  if (kind === "step") await page.mouse.click(slider.x + slider.width * random(), slider.y + slider.height / 2);
  else await (kind === "word" ? pick(chips) : pick(bars)).click();
  await page.waitForTimeout(60);
}
const trace = JSON.parse((await browser.stopTracing()).toString());
await browser.close();
close();

const events = trace.traceEvents.sort((a, b) => a.ts - b.ts);
const painted = events.filter((e) => e.name === "Layerize" && e.ph === "X");
let kind = null;
const open = new Map();
for (const event of events) {
  if (event.name?.startsWith("change ")) kind = event.name.slice(7);
  if (event.name !== "EventTiming") continue;
  const key = event.id2?.local ?? event.id;
  if (event.ph === "b") open.set(key, { kind, ts: event.ts, handled: event.ts + 1000 * handling(event) });
  const start = event.ph === "e" ? open.get(key) : undefined;
  if (!start?.kind) continue;
  open.delete(key);
  const paint = painted.find((e) => e.ts >= start.handled);
  const found = { ts: start.ts, shown: (event.ts - start.ts) / 1000, painted: paint ? (paint.ts + paint.dur - start.ts) / 1000 : NaN };
  // A slider changes at pointerdown, a button at click; each press is counted once, by its slowest event.
  const last = kinds[start.kind].at(-1);
  if (!last || start.ts - last.ts > 50_000) kinds[start.kind].push(found);
  else if (found.shown > last.shown) Object.assign(last, { ...found, ts: last.ts });
}

const [median, least, most] = [quantile(openings, 0.5), Math.min(...openings), Math.max(...openings)].map((ms) => ms.toFixed(0));
console.log(`first picture of the example runs: ${median} ms after the address was opened, median of ${openings.length} (${least} to ${most})`);
console.log("painted: the page's own work is done; shown: the frame is on the screen, which waits for the next refresh");
for (const [name, list] of [...Object.entries(kinds), ["all", Object.values(kinds).flat()]]) {
  const told = (what) => [0.5, 0.95].map((share) => quantile(list.map((e) => e[what]), share)?.toFixed(1)).join(" / ");
  console.log(`${name.padEnd(6)} ${String(list.length).padStart(4)} changes, median / 95 %: painted ${told("painted")} ms, shown ${told("shown")} ms`);
}

/** Milliseconds from an event's time stamp until its listeners are done. */
function handling(event) {
  const { processingEnd = 0, timeStamp = 0 } = event.args.data;
  return Math.max(0, processingEnd - timeStamp);
}
