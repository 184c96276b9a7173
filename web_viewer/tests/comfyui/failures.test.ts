import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, inject } from "vitest";
import { ended, openGraph, press, reload, run, setWidget } from "./support/comfy.ts";
import { NODES, smallGraph } from "./support/graphs.ts";
import { comfyTest, keep } from "./support/page.ts";
import { eventually } from "./support/waiting.ts";

const REASON = /mine holds no metadata\.json, so it is not a run and is not overwritten\./;

/** The failures that nodes of the open workflow show, with the node that exports in sight. */
async function told(page: Page): Promise<string[]> {
  await page.evaluate((id) => {
    window.app.canvas.ds.scale = 0.9;
    window.app.canvas.centerOnNode(window.app.graph.getNodeById(id));
  }, NODES.exporter);
  return page.locator(".diffulizer-failure:visible").allTextContents();
}

comfyTest("a node that fails says why, the picture is saved, and the reason outlives F5", async (page) => {
  const mine = join(inject("base"), "output/diffulizer/mine");
  rmSync(mine, { recursive: true, force: true }); // a run, if this ran before
  mkdirSync(mine, { recursive: true });
  writeFileSync(join(mine, "notes.txt"), "kept");
  await openGraph(page, smallGraph({ runName: "mine" }), "failing");
  await setWidget(page, NODES.exporter, "overwrite_output", true);
  const prompt = await press(page);
  expect(await ended(page, prompt)).toBe("execution_success");
  await eventually(() => told(page)).toEqual([expect.stringMatching(REASON)]);
  const places = page.locator(":visible").getByText(REASON); // the node's, and that of a toast, whose names differ by page
  await eventually(() => places.count()).toBeGreaterThanOrEqual(2);
  const history = (await (await fetch(`${inject("server")}/api/history/${prompt}`)).json()) as Record<
    string,
    { outputs: Record<string, { images?: unknown[]; diffulizer_error?: string[] }> }
  >;
  const outputs = Object.values(history[prompt]?.outputs ?? {});
  expect(outputs.flatMap((output) => output.images ?? [])).toHaveLength(1);
  expect(outputs.flatMap((output) => output.diffulizer_error ?? [])).toEqual([expect.stringMatching(REASON)]);
  expect(JSON.stringify(await page.evaluate(() => window.app.graph.serialize()))).not.toContain("holds no");

  await keep(page.locator("body"), "failure");

  await reload(page);
  await eventually(() => told(page)).toEqual([expect.stringMatching(REASON)]);
  rmSync(mine, { recursive: true });
  await run(page);
  await eventually(() => told(page)).toEqual([]);
});
