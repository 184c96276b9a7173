import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { open } from "./comfy.ts";
import { pageOf } from "./frontends.ts";

const SIZE = { width: 1600, height: 1000 };

let browser: Browser;
let context: BrowserContext;
/** Open for all tests of a file: loading ComfyUI's page takes longer than most tests. */
let page: Page | undefined;
const problems: string[] = [];

beforeAll(async () => {
  browser = await chromium.launch(inject("browser"));
  context = await browser.newContext({ viewport: SIZE, acceptDownloads: true });
  context.setDefaultTimeout(60_000); // it bounds what hangs: a slow machine with two pages takes 20 s to open one
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await context.addInitScript(() => {
    // Banners that lie over the graph.
    localStorage.setItem("vueNodesBannerDismissed", "true");
    localStorage.setItem("comfy.vueNodesMigration.dismissed", "true");
  });
  await context.route(/^(https?|wss?):\/\/(?!127\.0\.0\.1[:/])/, (route) => route.abort());
});
afterAll(() => browser.close());

/**
 * A test in ComfyUI's page, which the tests of a file share, each with a workflow of its own. It fails on exceptions and on
 * messages in the console that name us. A failed test leaves a picture in test-failures/.
 */
export function comfyTest(name: string, body: (page: Page) => Promise<void>): void {
  test(name, async () => {
    problems.length = 0;
    try {
      page ??= await opened();
      await body(page);
      expect(problems).toEqual([]);
    } catch (error) {
      await page?.screenshot({ path: join(inject("failures"), `${renderer()}_${fileName(name)}.png`) });
      await page?.close();
      page = undefined; // the next test gets a fresh one, and nothing that still runs
      for (const [path, body] of [
        ["queue", { clear: true }],
        ["interrupt", {}],
      ] as const)
        await fetch(`${inject("server")}/api/${path}`, { method: "POST", body: JSON.stringify(body) });
      throw error;
    }
  });
}

async function opened(): Promise<Page> {
  const fresh = await context.newPage();
  const { own_exceptions } = pageOf(inject("frontend"));
  fresh.on("pageerror", ({ message, stack = message }) => {
    const own = own_exceptions.some((text) => message.includes(text)) && !/diffulizer/i.test(stack);
    if (!own) problems.push(`exception: ${stack}`);
  });
  fresh.on("console", (message) => {
    const text = `${message.text()} (${message.location().url})`;
    const ours = /diffulizer/i.test(text) && !text.includes("net::ERR_FAILED (https:");
    if (ours && message.type() !== "log") problems.push(`console: ${text}`);
  });
  await open(fresh);
  return fresh;
}

export interface Finger {
  /** Tap a place of an element, in parts of its width and height. */
  tap(element: Locator, x: number, y: number): Promise<void>;
  /** A mouse is what points again. */
  away(): Promise<void>;
}

/** Let a finger be what points at the page. */
export async function fingerOn(page: Page): Promise<Finger> {
  const session = await page.context().newCDPSession(page);
  const enabled = (on: boolean) => session.send("Emulation.setTouchEmulationEnabled", { enabled: on });
  await enabled(true);
  return {
    tap: async (element, x, y) => {
      const box = await element.boundingBox();
      if (!box) throw new Error("it is not on the page");
      const point = { x: box.x + x * box.width, y: box.y + y * box.height };
      await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [point] });
      await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    },
    away: async () => {
      await enabled(false);
      await session.detach();
    },
  };
}

/** Keep a picture of a panel, to be looked at. */
export async function keep(panel: Locator, name: string): Promise<void> {
  await panel.screenshot({ path: join(inject("pictures"), `${renderer()}_${fileName(name)}.png`) });
}

const renderer = () => (inject("nodes2") ? "nodes2" : "classic");
const fileName = (text: string) => text.replaceAll(/\W+/g, "_");
