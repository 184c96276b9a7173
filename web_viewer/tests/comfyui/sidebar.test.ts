import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import { expect, inject } from "vitest";
import { expectRuns } from "../browser/support/app.ts";
import { CARTOON, PHOTO } from "../presets.ts";
import { openGraph, run } from "./support/comfy.ts";
import { smallGraph } from "./support/graphs.ts";
import { comfyTest, keep } from "./support/page.ts";
import { runFolder, runsNamed } from "./support/runs.ts";
import { eventually } from "./support/waiting.ts";

const TAB = "Diffulizer: recorded runs";

comfyTest("the sidebar lists runs, and a new one as it is exported", async (page) => {
  await openGraph(page, smallGraph({ runName: "listed" }), "listed");
  await page.getByRole("button", { name: TAB }).click();
  const list = page.locator(".sidebar");
  await eventually(() => list.getByRole("status").textContent()).toMatch(/^\d+ runs$/);
  const before = runsNamed("listed");
  await run(page);
  const [made = ""] = runsNamed("listed").filter((name) => !before.includes(name));
  const first = list.locator(".run-item").first();
  await eventually(() => first.locator(".run-name").textContent()).toBe(made);
  expect(await first.locator(".prompt-line").textContent()).toMatch(/^a red circle above a blue square/);
  const thumbnail = first.locator("img");
  await eventually(() => thumbnail.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(8); // a cell of the latent
  await keep(list, "sidebar");
  await page.getByRole("button", { name: TAB }).click();
});

comfyTest("runs are searched, compared, opened again in the graph and moved to the trash", async (page) => {
  for (const preset of [PHOTO, CARTOON])
    cpSync(preset, runFolder(`copy_${basename(preset)}`), { recursive: true });
  const graph = smallGraph({ runName: "reopened" });
  await openGraph(page, graph, "reopened");
  await run(page);
  await openGraph(page, smallGraph(), "another");
  await page.getByRole("button", { name: TAB }).click();
  const list = page.locator(".sidebar");
  const search = list.getByRole("searchbox", { name: "Search runs" });
  const names = () => list.locator(".run-name").allTextContents();
  await search.fill("copy_ no such word");
  await eventually(() => list.getByRole("status").textContent()).toBe("0 runs");
  await search.fill("copy_");
  await eventually(async () => (await names()).sort()).toEqual(["copy_cartoon", "copy_photo"]);

  await list.getByRole("checkbox", { name: "Choose copy_photo" }).check();
  await list.getByRole("checkbox", { name: "Choose copy_cartoon" }).check();
  const compare = list.getByRole("button", { name: "Compare two" });
  const [both] = await Promise.all([page.context().waitForEvent("page"), compare.click()]);
  await expectRuns(both, runFolder("copy_photo"), runFolder("copy_cartoon"));
  await both.close();

  const photo = list.locator(".run-item").filter({ hasText: "copy_photo" });
  const focused = (name: string) =>
    photo.getByRole("button", { name }).evaluate((button) => button.matches(":focus"));
  await photo.getByRole("button", { name: "Delete" }).press("Enter");
  await eventually(() => focused("Keep")).toBe(true);
  await photo.getByRole("button", { name: "Keep" }).press("Enter");
  await eventually(() => focused("Delete")).toBe(true);
  expect(existsSync(runFolder("copy_photo"))).toBe(true);
  await photo.getByRole("button", { name: "Delete" }).click();
  await photo.getByText("Move to the trash?").waitFor();
  await photo.getByRole("button", { name: "Delete" }).click();
  await eventually(names).toEqual(["copy_cartoon"]);
  expect(existsSync(runFolder("copy_photo"))).toBe(false);
  expect(trashed()).toHaveLength(1);
  await list.getByRole("button", { name: "Empty" }).click();
  await list.getByRole("button", { name: "Delete for good" }).click();
  await eventually(() => list.getByText("Trash").count()).toBe(0);
  expect(trashed()).toHaveLength(0);

  await search.fill("reopened");
  await eventually(async () => (await names()).length).toBeGreaterThan(0);
  await list.getByRole("button", { name: "Load workflow" }).first().click();
  await eventually(() => openId(page)).toBe(graph.id);
  await page.getByRole("button", { name: TAB }).click();
});

comfyTest("of very many runs, those in sight are in the page", async (page) => {
  const many = 300;
  for (let i = 0; i < many; i++) listedAlone(`many/m${String(i).padStart(3, "0")}`, i);
  await page.getByRole("button", { name: TAB }).click();
  const list = page.locator(".sidebar");
  await list.getByRole("searchbox", { name: "Search runs" }).fill("many/");
  await eventually(() => list.getByRole("status").textContent()).toBe(`${String(many)} runs`);
  const first = () => list.locator(".run-name").first().textContent();
  await eventually(first).toBe("many/m299");
  const inPage = await list.locator(".run-item").count();
  expect(inPage).toBeLessThan(40);
  const scrolled = page.locator(".host-root").filter({ has: list });
  await scrolled.evaluate((element) => {
    element.scrollTo({ top: element.scrollHeight });
  });
  await eventually(async () => {
    await scrolled.evaluate((element) => {
      element.scrollTo({ top: element.scrollHeight }); // runs are measured as they come
    });
    return list.locator(".run-name").last().textContent();
  }).toBe("many/m000");
  expect(await list.locator(".run-item").count()).toBeLessThan(40);
  const last = list.locator(".run-item").last();
  expect([await last.getAttribute("aria-posinset"), await last.getAttribute("aria-setsize")]).toEqual([
    String(many),
    String(many),
  ]);
  await list.getByRole("searchbox", { name: "Search runs" }).fill("many/ m007");
  await eventually(() => list.locator(".run-name").allTextContents()).toEqual(["many/m007"]);
  await eventually(() => list.getByRole("status").textContent()).toBe("1 run");
  await page.getByRole("button", { name: TAB }).click();
  rmSync(runFolder("many"), { recursive: true });
});

/** A run of which there is only what the list shows. */
function listedAlone(name: string, second: number): void {
  const created_at = new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
  const generator = { model_id: "demo", seed: second, width: 64, height: 64, created_at };
  const prompt = { text: "a red circle", tokens: [] };
  const metadata = { schema_version: "1.1.0", steps: 1, timesteps: [1], images: [], generator, prompt };
  mkdirSync(runFolder(name), { recursive: true });
  writeFileSync(join(runFolder(name), "metadata.json"), JSON.stringify(metadata));
}

comfyTest("a damaged run says what is damaged, and nothing that is not known of it", async (page) => {
  mkdirSync(runFolder("damaged_run"), { recursive: true });
  writeFileSync(join(runFolder("damaged_run"), "metadata.json"), "{");
  await page.getByRole("button", { name: TAB }).click();
  const list = page.locator(".sidebar");
  await list.getByRole("searchbox", { name: "Search runs" }).fill("damaged_run");
  const item = list.locator(".run-item");
  await eventually(() => item.count()).toBe(1);
  expect(await item.locator(".run-text > p").allTextContents()).toEqual([
    "damaged_run",
    expect.stringMatching(/^damaged: damaged_run\/metadata\.json is not valid JSON/),
    "1 kB",
    "ZipDelete",
  ]);
  await page.getByRole("button", { name: TAB }).click();
});

function openId(page: Page): Promise<string> {
  return page.evaluate(() => (window.app.rootGraph ?? window.app.graph).id);
}

/** Folders within the trash. */
function trashed(): string[] {
  const runs = join(inject("base"), "output/diffulizer");
  const trash = readdirSync(runs).find((name) => name.startsWith(".") && name.includes("trash"));
  if (!trash) return [];
  return readdirSync(join(runs, trash)).filter((name) => statSync(join(runs, trash, name)).isDirectory());
}
