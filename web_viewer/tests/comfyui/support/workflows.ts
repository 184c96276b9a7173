import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { REPOSITORY } from "../../browser/support/places.ts";
import { eventually } from "./waiting.ts";

export const FOLDER = join(REPOSITORY, "example_workflows");
/** The example workflows. */
export const NAMES = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .map((name) => basename(name, ".json"));

export interface Workflow {
  readonly id: string;
  readonly nodes: readonly { id: number; type: string; widgets_values?: unknown[] }[];
  readonly links: readonly (readonly unknown[])[];
}

export const read = (name: string) =>
  JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")) as Workflow;
export const openedId = (page: Page) => page.evaluate(() => window.app.rootGraph?.id ?? window.app.graph.id);
const dialogs = (page: Page) => page.getByRole("dialog").filter({ visible: true }).count();

/**
 * All nodes, links and values of the file are there, none is missing, and nothing lies over the page.
 *
 * A node to which the file gives no values may have some in a page: PreviewAny keeps its text and switch so in 1.35.
 */
export async function expectWhole(page: Page, { id, nodes, links }: Workflow): Promise<void> {
  await eventually(() => openedId(page)).toBe(id);
  await eventually(() => dialogs(page)).toBe(0);
  expect(await missing(page)).toEqual([]);
  const found = await page.evaluate(() => {
    const { nodes, links } = window.app.graph.serialize();
    return { nodes, links } as Workflow;
  });
  const valued = new Set(nodes.filter((n) => n.widgets_values?.length).map((n) => n.id));
  const values = (of: Workflow["nodes"]) =>
    new Map(of.map((n) => [n.id, [n.type, valued.has(n.id) ? n.widgets_values : []]]));
  expect(values(found.nodes)).toEqual(values(nodes));
  expect(found.links).toEqual(links);
}

/** Types of nodes that the page does not know. */
export function missing(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    window.app.graph.nodes
      .map((node: { type: string }) => node.type)
      .filter((type: string) => !(type in window.LiteGraph.registered_node_types)),
  );
}
