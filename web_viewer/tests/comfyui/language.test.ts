import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { command, ended, openGraph, reload, setWidget } from "./support/comfy.ts";
import { NODES, smallGraph, WORDS } from "./support/graphs.ts";
import { comfyTest, keep } from "./support/page.ts";
import * as panels from "./support/panels.ts";
import { eventually } from "./support/waiting.ts";

/** What is written in Latin letters in Chinese too: the prompt, names of runs and files, and terms. */
const LATIN = new Set([
  ...WORDS,
  "chinese",
  "Latent",
  "token",
  "Esc",
  "Shift",
  "nat",
  "zip",
  "Zip",
  "MB",
  "kB",
  "inferno",
  "magma",
  "viridis",
  "cividis",
]);

comfyTest("panels speak the page's language", async (page) => {
  await inLanguage(page, "zh", async () => {
    await openGraph(page, smallGraph({ runName: "chinese", side: 128 }), "chinese");
    const live = await panels.panelOn(page, NODES.sampler);
    await live.getByText("运行工作流后，这里会显示每一步。").waitFor();
    await queue(page);
    await setWidget(page, NODES.sampler, "seed", Math.floor(Math.random() * 2 ** 31));
    await queue(page);
    const slider = live.getByRole("slider", { name: "步骤", exact: true });
    await eventually(() => slider.getAttribute("max")).toBe("7");
    const words = live.getByRole("group", { name: "提示词", exact: true }).getByRole("button");
    expect(await words.allTextContents()).toEqual(
      expect.arrayContaining(["red", "circle", "blue", "square"]),
    );
    await live.getByRole("slider", { name: "步骤", exact: true }).fill("7");
    await live.getByRole("button", { name: "circle", exact: true }).click();
    await live.getByRole("img", { name: "第 8 步对“circle”的注意力" }).waitFor();
    await live.locator(".place").hover();
    await live.getByRole("tooltip").waitFor();
    expect(await untranslated(live)).toEqual([]);
    await live.getByRole("button", { name: "更多" }).click();
    await live.getByRole("dialog", { name: "更多" }).waitFor();
    expect(await untranslated(live)).toEqual([]);
    await keep(live, "language live");

    const stored = await panels.panelOn(page, NODES.exporter);
    await stored.getByRole("button", { name: "更多" }).click();
    await stored.locator(".strip img[src]").first().waitFor();
    expect(await untranslated(stored)).toEqual([]);
    await keep(stored, "language stored");

    await command(page, "Workspace.ToggleSidebarTab.diffulizer");
    const list = page.locator(".sidebar");
    await eventually(() => list.getByRole("status").textContent()).toMatch(/^\d+ 条运行记录$/);
    await list.getByRole("searchbox").fill("chinese"); // runs of other tests have English names
    const names = () => list.locator(".run-name").allTextContents();
    await eventually(async () => (await names()).every((name) => name.startsWith("chinese"))).toBe(true);
    expect((await names()).length).toBeGreaterThan(0);
    await keep(list, "language sidebar");
    expect(await untranslated(list)).toEqual([]);
    await command(page, "Workspace.ToggleSidebarTab.diffulizer");
  });
  const panel = await panels.panelOn(page, NODES.sampler);
  await panel.getByRole("button", { name: "Open in viewer" }).waitFor();
});

/** Change the page's language for a while; F5 shows it everywhere. The server keeps it for tests to come. */
async function inLanguage(page: Page, language: string, body: () => Promise<void>): Promise<void> {
  const change = async (to: string) => {
    await page.evaluate((value) => window.app.extensionManager.setting.set("Comfy.Locale", value), to);
    await reload(page);
  };
  await change(language);
  try {
    await body();
  } finally {
    await change("en");
  }
}

/** As the button does that is called Run in English. */
async function queue(page: Page): Promise<void> {
  const answer = page.waitForResponse((r) => r.url().endsWith("/prompt") && r.request().method() === "POST");
  await command(page, "Comfy.QueuePrompt");
  const { prompt_id } = (await (await answer).json()) as { prompt_id: string };
  expect(await ended(page, prompt_id)).toBe("execution_success");
}

/** Words in Latin letters that people read or hear in a panel, and that should be none. */
async function untranslated(panel: Locator): Promise<string[]> {
  const shown = await panel.evaluate((element) => {
    const attributes = ["aria-label", "aria-valuetext", "title", "placeholder", "alt"];
    const all = [...(element.shadowRoot ?? element).querySelectorAll("*:not(code)")];
    return all.flatMap((of) => [
      ...attributes.map((name) => (of.querySelector("code") ? "" : (of.getAttribute(name) ?? ""))),
      ...[...of.childNodes].map((node) => (node.nodeType === Node.TEXT_NODE ? (node.textContent ?? "") : "")),
    ]);
  });
  const words = shown.flatMap((text) => text.match(/[A-Za-z]{2,}/g) ?? []);
  return words.filter((word) => !LATIN.has(word));
}
