import { basename } from "node:path";
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { PHOTO } from "../../presets.ts";
import { DIST } from "./places.ts";
import { staticHost } from "./servers.ts";
import { HANGS } from "./page.ts";

interface Wanted {
  /** A run's folder; the bundled photo unless another is named. */
  readonly run?: string;
  readonly compare?: string;
  /** What the address says behind #. */
  readonly hash?: string;
}

/** Open a run by its address, alone or beside another one; the host's address. */
export async function openViewer(page: Page, { run = PHOTO, compare, hash = "" }: Wanted): Promise<string> {
  const runs = [run, ...(compare ? [compare] : [])];
  const mounts = Object.fromEntries(runs.map((folder) => [`/runs/${basename(folder)}/`, folder]));
  const host = await staticHost({ ...mounts, "/": DIST });
  const [first, second] = runs.map((folder) => `runs/${encodeURIComponent(basename(folder))}`);
  await page.goto(`${host}/?run=${first ?? ""}${second ? `&compare=${second}` : ""}#${hash}`);
  await stepSlider(page).waitFor();
  if (hash.includes("view=workbench")) await page.getByRole("tab").first().waitFor(); // a script of its own
  return host;
}

/** Wait until what a function gives equals a value. */
export function eventually<T>(get: () => T | Promise<T>) {
  return expect.poll(get, { timeout: HANGS, interval: 40 });
}

export function stepSlider(page: Page): Locator {
  return page.getByRole("slider", { name: "Step", exact: true });
}

/** Wait until a step, counted from 0, is shown. */
export async function expectStep(page: Page, step: number): Promise<void> {
  await eventually(() => stepSlider(page).inputValue()).toBe(String(step));
}

/** A panel of the workbench, brought to the front of its pane. */
export async function tab(page: Page, name: string): Promise<Locator> {
  await page.getByRole("tab", { name, exact: true }).click();
  return page.getByRole("tabpanel", { name, exact: true });
}

/** A word of the prompt among the controls, by its place; of the negative prompt where that is named. */
export function chip(page: Page, place: number, group = "Prompt"): Locator {
  const words = page.getByRole("region", { name: "Words", exact: true });
  return words.getByRole("group", { name: group, exact: true }).getByRole("button").nth(place);
}

/** The chips that are selected, as they read. */
export function selectedChips(page: Page): Promise<string[]> {
  return page.locator("aside[aria-label=Controls] .chip[aria-pressed=true]").allTextContents();
}

/** Move the pointer to a place within an element, in fractions of its width and height. */
export async function pointAt(page: Page, element: Locator, x: number, y: number): Promise<void> {
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox();
  if (!box) throw new Error("it is not on the page");
  await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
}

/** Keys go to the page, not to the control that was used last. */
export async function leaveControls(page: Page): Promise<void> {
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });
}

/** Bring each panel of the workbench to the front once; what each one says, by its name. */
export async function everyTab(page: Page): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  await page.getByRole("tab").first().waitFor();
  for (const name of await page.getByRole("tab").allTextContents()) {
    texts.set(name, (await (await tab(page, name)).textContent()) ?? "");
  }
  return texts;
}

export const SCREENS = ["noise-to-picture", "tokens", "ask-a-place", "attention", "comparison"] as const;
/** The last one is there for runs that were sampled without their words. */
export type ScreenId = (typeof SCREENS)[number] | "without-a-word";

/** Bring a screen to the window's upper edge, and wait until what it shows is drawn. */
export async function goToScreen(page: Page, id: ScreenId): Promise<void> {
  await page.locator(`#${id}`).evaluate((screen) => {
    screen.scrollIntoView({ behavior: "instant" });
    scrollBy({ top: -(document.querySelector(".machine")?.clientHeight ?? 0), behavior: "instant" });
  });
  await eventually(() => page.locator(`#${id} canvas[aria-busy=true]`).count()).toBe(0);
}
