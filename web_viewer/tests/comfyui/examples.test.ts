import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { drop } from "../browser/support/drop.ts";
import { temporaryFolder } from "../browser/support/temporary.ts";
import { command } from "./support/comfy.ts";
import { comfyTest } from "./support/page.ts";
import { eventually } from "./support/waiting.ts";
import { expectWhole, missing, NAMES, openedId, read } from "./support/workflows.ts";

/** A laptop. */
const SCREEN = { width: 1440, height: 900 };
/** Pages of 2026 zoom a template themselves, until it takes three quarters of the screen; others take the file's 100 %. */
const LEAST_ZOOM = 0.75;

/** All nodes that show something lie on the screen, and can be read. */
async function expectInSight(page: Page): Promise<void> {
  const { scale, bottom, right } = await page.evaluate(() => {
    const { canvas, graph } = window.app;
    const [x, y] = canvas.ds.offset;
    const box = canvas.canvas.getBoundingClientRect();
    const shown = graph.nodes.filter(
      (node: { constructor: { nodeData?: { output_node?: boolean } }; flags: { collapsed?: boolean } }) =>
        node.constructor.nodeData?.output_node && !node.flags.collapsed,
    );
    const end = (k: 0 | 1) =>
      Math.max(
        ...shown.map((node: { pos: number[]; size: number[] }) => (node.pos[k] ?? 0) + (node.size[k] ?? 0)),
      );
    return {
      scale: canvas.ds.scale,
      right: box.x + (end(0) + x) * canvas.ds.scale,
      bottom: box.y + (end(1) + y) * canvas.ds.scale,
    };
  });
  expect(scale).toBeLessThanOrEqual(1);
  expect(scale).toBeGreaterThanOrEqual(LEAST_ZOOM);
  expect(right).toBeLessThanOrEqual(SCREEN.width);
  expect(bottom).toBeLessThanOrEqual(SCREEN.height);
}

for (const name of NAMES) {
  comfyTest(`${name} opens whole from the template browser, where it has a picture`, async (page) => {
    await page.setViewportSize(SCREEN);
    await command(page, "Comfy.NewBlankWorkflow");
    await command(page, "Comfy.BrowseTemplates");
    await page.getByRole("dialog").getByText("diffulizer", { exact: true }).last().click();
    const card = page.getByTestId(`template-workflow-${name}`);
    await card.scrollIntoViewIfNeeded(); // pictures are loaded when they are looked at
    const picture = card.locator("img").first();
    await eventually(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(
      300,
    );
    await card.click();
    await expectWhole(page, read(name));
    await expectInSight(page);
  });
}

comfyTest("a node that is missing would be seen", async (page) => {
  const workflow = read(NAMES[0] ?? "");
  const first = workflow.nodes.find(({ type }) => type.startsWith("Diffulizer_"));
  const others = workflow.nodes.filter((node) => node !== first);
  const lacking = {
    ...workflow,
    id: crypto.randomUUID(),
    nodes: [...others, { ...first, type: "Diffulizer_None" }],
  };
  const file = join(temporaryFolder(), "lacking.json");
  writeFileSync(file, JSON.stringify(lacking));
  await command(page, "Comfy.NewBlankWorkflow");
  await drop(page, file);
  await eventually(() => openedId(page)).toBe(lacking.id);
  await eventually(() => missing(page)).toEqual(["Diffulizer_None"]);
  const words = page.getByText(/Diffulizer_None|nodes are missing and need/); // 1.45 names none
  await eventually(() => words.count()).toBeGreaterThan(0);
});
