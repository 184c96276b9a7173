/**
 * A table of 100 000 runs on the server of `diffulizer view`: how long until its first rows can be read, and until rows are
 * sorted, searched and scrolled.
 *
 *   python web_viewer/tests/tables.py FOLDER 100000
 *   python -m diffulizer view --no-open FOLDER
 *   node benchmarks/viewer_table.mjs URL [--browser PATH] [--openings 5] [--frames 120]
 */
import { parseArgs } from "node:util";

import { openBrowser, quantile } from "./viewer_serving.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    browser: { type: "string", default: "/usr/bin/chromium" },
    openings: { type: "string", default: "5" },
    frames: { type: "string", default: "120" },
  },
});
const [url] = positionals;
if (!url) throw new Error("The URL that `diffulizer view` prints is missing.");
const browser = await openBrowser(options.browser);

/** Milliseconds until a condition holds in the page, after something is done. */
async function timed(page, act, condition) {
  const start = performance.now();
  await act();
  await page.waitForFunction(condition, null, { polling: "raf" });
  return performance.now() - start;
}
const told = (name, times) =>
  console.log(`${name}: median ${quantile(times, 0.5).toFixed(0)} ms, most ${Math.max(...times).toFixed(0)} ms`);
const still = () => !/reading/.test(document.querySelector("[role=status]").textContent);
const filled = () => {
  const line = document.querySelector(".lines .line");
  return line !== null && !line.textContent.includes("…");
};

const [opened, sorted, found, again] = [[], [], [], []];
let page;
for (let i = 0; i < Number(options.openings); i++) {
  await page?.context().close();
  page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  opened.push(await timed(page, () => page.goto(url), filled));
  await page.waitForTimeout(4000); // all columns are there
  sorted.push(
    await timed(page, () => page.getByRole("button", { name: "seed", exact: true }).click(), () =>
      document.querySelector(".lines .link").textContent.endsWith("099999"),
    ),
  );
  const search = page.getByRole("searchbox", { name: "Search runs" });
  found.push(await timed(page, () => search.fill("red circle"), still));
  again.push(await timed(page, () => search.fill("blue star"), still));
  await search.fill("");
}
told("first rows", opened);
told("sorted by seed", sorted);
told("first search", found);
told("next search", again);

const frames = await page.evaluate(async (count) => {
  const list = document.querySelector(".run-table");
  const times = [];
  for (let i = 0, last = performance.now(); i < count; i++) {
    list.scrollTop += 700;
    await new Promise(requestAnimationFrame);
    times.push(performance.now() - last);
    last = performance.now();
  }
  return times;
}, Number(options.frames));
console.log(`scrolling: frames of ${quantile(frames, 0.5).toFixed(0)} ms, 95 % ${quantile(frames, 0.95).toFixed(0)} ms`);
await browser.close();
