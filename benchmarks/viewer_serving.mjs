/** What the viewer's benchmarks share: a page served on this machine, a browser, and a seeded generator. */
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

export const VIEWER = fileURLToPath(new URL("../web_viewer/", import.meta.url));
const { chromium } = createRequire(join(VIEWER, "package.json"))("playwright-core");

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json" };

/**
 * Serve a folder on 127.0.0.1.
 *
 * @param answer bytes for a path that is not in the folder, or null.
 * @returns the address and a function that ends the server.
 */
export async function serve(folder, answer = async () => null) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    const own = await answer(path);
    const body = own ?? (await readFile(join(folder, path.endsWith("/") ? `${path}index.html` : path)).catch(() => null));
    if (body === null) return void response.writeHead(404).end();
    response.setHeader("Content-Type", TYPES[extname(path) || ".html"] ?? "application/octet-stream").end(body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

export function openBrowser(executablePath) {
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** mulberry32: two measurements with one seed make the same changes. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The value below which a share of the numbers lies. */
export function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
