import { cpSync, existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { expect, inject, test } from "vitest";
import { PHOTO } from "../presets.ts";
import { runFolder } from "./support/runs.ts";

/** A name of another site, which its owner lets lead to this machine once the page is loaded. */
const SITE = "rebind.example";
const RUN = "rebinding_target";

test("a page whose name leads to ComfyUI neither reads nor deletes runs", async () => {
  cpSync(PHOTO, runFolder(RUN), { recursive: true });
  const { args = [], ...launch } = inject("browser");
  const rules = `--host-resolver-rules=MAP ${SITE} 127.0.0.1`;
  const browser = await chromium.launch({ ...launch, args: [...args, rules] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://${SITE}:${new URL(inject("server")).port}/diffulizer/viewer/`);
    const answers = await page.evaluate(async (name) => {
      const headers = { "Content-Type": "application/json", "Diffulizer-Token": "guess" };
      const asked = async (path: string, body?: unknown) => {
        const post = { method: "POST", headers, body: JSON.stringify(body) };
        const answer = await fetch(`/diffulizer/${path}`, body === undefined ? {} : post);
        return `${path} ${String(answer.status)} ${(await answer.text()).slice(0, 20)}`;
      };
      return [
        await asked("runs"),
        await asked(`run/${name}/metadata.json`),
        await asked(`zip/${name}`),
        await asked("live"),
        await asked("token"),
        await asked("delete", { name }),
        await asked("trash/empty", { items: [] }),
      ];
    }, RUN);
    for (const answer of answers) expect(answer).toMatch(/ 403 This server does no/);
  } finally {
    await browser.close();
  }
  expect(existsSync(runFolder(RUN))).toBe(true);
});
