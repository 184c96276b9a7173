/**
 * The guide's picture of the viewer: its workbench on one of the two bundled runs.
 *
 *   node tools/make_viewer_picture.mjs docs/viewer.jpg [--browser PATH]
 *
 * The page is served from web_viewer/dist.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";

import { openBrowser, serve, VIEWER } from "../benchmarks/viewer_serving.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { browser: { type: "string", default: "/usr/bin/chromium" } },
});
const { address, close } = await serve(join(VIEWER, "dist"));
const browser = await openBrowser(options.browser);
const page = await browser.newPage({ viewport: { width: 1480, height: 880 } });
await page.goto(`${address}#step=5&word=1,2&at=0.5,0.3&view=workbench`);
await page.getByRole("combobox", { name: "Compare with" }).selectOption("none");
await page.getByText("each direction has its own scale").waitFor();
await page.locator(".overlay-figure canvas.over[aria-busy=false]").first().waitFor();
await page.waitForFunction(() => document.querySelectorAll(".ranks li").length > 8);
await page.waitForFunction(() => [...document.querySelectorAll(".film .thumbnail")].filter((i) => i.src).length > 3);
await page.screenshot({ path: positionals[0], type: "jpeg", quality: 82 });
await browser.close();
close();
