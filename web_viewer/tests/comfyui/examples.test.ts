import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import { expect, inject } from "vitest";
import { drop } from "../browser/support/drop.ts";
import { REPOSITORY } from "../browser/support/places.ts";
import { temporaryFolder } from "../browser/support/temporary.ts";
import { command } from "./support/comfy.ts";
import { comfyTest } from "./support/page.ts";
import { eventually } from "./support/waiting.ts";

const FOLDER = join(REPOSITORY, "example_workflows");
const NAMES = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .map((name) => basename(name, ".json"));

interface Workflow {
  readonly id: string;
  readonly nodes: readonly { id: number; type: string; widgets_values?: unknown[] }[];
  readonly links: readonly (readonly unknown[])[];
}

const read = (name: string) => JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")) as Workflow;
const openedId = (page: Page) => page.evaluate(() => window.app.rootGraph?.id ?? window.app.graph.id);
const dialogs = (page: Page) => page.getByRole("dialog").filter({ visible: true }).count();

for (const name of NAMES) {
  comfyTest(`${name} opens whole when its file is dropped on the page`, async (page) => {
    await command(page, "Comfy.NewBlankWorkflow");
    await drop(page, join(FOLDER, `${name}.json`));
    await expectWhole(page, read(name));
    await expectTidy(page);
  });

  comfyTest(`${name} opens whole from the template browser, where it has a picture`, async (page) => {
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
  await eventually(() => page.getByText("Diffulizer_None").count()).toBeGreaterThan(0);
});

/** All nodes, links and values of the file are there, none is missing, and nothing lies over the page. */
async function expectWhole(page: Page, { id, nodes, links }: Workflow): Promise<void> {
  await eventually(() => openedId(page)).toBe(id);
  await eventually(() => dialogs(page)).toBe(0);
  expect(await missing(page)).toEqual([]);
  const found = await page.evaluate(() => {
    const { nodes, links } = window.app.graph.serialize();
    return { nodes, links } as Workflow;
  });
  const values = (of: Workflow["nodes"]) => new Map(of.map((n) => [n.id, [n.type, n.widgets_values ?? []]]));
  expect(values(found.nodes)).toEqual(values(nodes));
  expect(found.links).toEqual(links);
}

/** Types of nodes that the page does not know. */
function missing(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    window.app.graph.nodes
      .map((node: { type: string }) => node.type)
      .filter((type: string) => !(type in window.LiteGraph.registered_node_types)),
  );
}

/** No node lies over another one, as they are drawn, titles included. */
async function expectTidy(page: Page): Promise<void> {
  await command(page, "Comfy.Canvas.FitView");
  await eventually(() => overlaps(page)).toEqual([]);
}

function overlaps(page: Page): Promise<string[]> {
  return page.evaluate((drawnByVue) => {
    const { graph, canvas } = window.app;
    const boxes = graph.nodes.map((node: { id: number; title: string; getBounding(): number[] }) => {
      const name = `${node.title} (${String(node.id)})`;
      if (!drawnByVue) {
        const [x = 0, y = 0, width = 0, height = 0] = node.getBounding();
        return { name, x, y, width, height };
      }
      const element = document.querySelector(`[data-node-id="${String(node.id)}"]`);
      if (!element) return { name: `${name} is not drawn`, x: 0, y: 0, width: 1e9, height: 1e9 };
      const { x, y, width, height } = element.getBoundingClientRect();
      const { scale } = canvas.ds;
      return { name, x: x / scale, y: y / scale, width: width / scale, height: height / scale };
    });
    const found: string[] = [];
    for (const [i, a] of boxes.entries())
      for (const b of boxes.slice(i + 1))
        if (a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)
          found.push(`${String(a.name)} / ${String(b.name)}`);
    return found;
  }, inject("nodes2"));
}
