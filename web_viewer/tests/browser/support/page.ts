import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { FAILURES } from "./places.ts";

/** What a test in the browser is given. */
export interface InBrowser {
  readonly page: Page;
  /** What went wrong in the page so far; a test that provokes it takes it out with `problems.splice(0)`. */
  readonly problems: string[];
  /** Addresses of everything that the page asked a server for. */
  readonly requests: string[];
}

/** A phone, to open a page as. */
export const PHONE = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  deviceScaleFactor: 2,
} as const;

/**
 * Milliseconds after which something counts as hanging. A machine that others share has been five times as slow as another,
 * so this tells a page that waits for ever from one that works, and says nothing of its speed.
 */
export const HANGS = 60_000;

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch(inject("browser"));
});
afterAll(() => browser.close());

/**
 * A test in a fresh page. It fails on exceptions, on errors in the page's console and on requests to other machines, which
 * are not let through. A failed test leaves a picture in test-failures/.
 */
export function browserTest(
  name: string,
  body: (given: InBrowser) => Promise<void>,
  options: BrowserContextOptions = {},
): void {
  test(name, async () => {
    const given = await openPage(options);
    try {
      await body(given);
      expect(given.problems).toEqual([]);
    } catch (error) {
      mkdirSync(FAILURES, { recursive: true });
      await given.page.screenshot({ path: join(FAILURES, `${name.replaceAll(/\W+/g, "_")}.png`) });
      throw error;
    } finally {
      await given.page.context().close();
    }
  });
}

/** A fresh page, which whoever opens it closes with its context. */
export async function openPage(options: BrowserContextOptions = {}): Promise<InBrowser> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(HANGS);
  const page = await context.newPage();
  return { page, ...watched(page) };
}

function watched(page: Page): Pick<InBrowser, "problems" | "requests"> {
  const problems: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", (error) => problems.push(`exception: ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("request", (request) => requests.push(request.url()));
  void page.route(/^(https?|wss?):\/\/(?!127\.0\.0\.1[:/])/, (route) => {
    problems.push(`request to another machine: ${route.request().url()}`);
    return route.abort();
  });
  return { problems, requests };
}
