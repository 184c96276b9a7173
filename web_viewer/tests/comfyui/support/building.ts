import type { Page } from "playwright-core";
import { command } from "./comfy.ts";
import { eventually } from "./waiting.ts";

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** An empty workflow in a tab of its own. */
export async function emptyGraph(page: Page): Promise<void> {
  await command(page, "Comfy.NewBlankWorkflow");
  await eventually(() => nodeCount(page)).toBe(0);
  await page.evaluate(() => {
    Object.assign(window.app.canvas.ds, { scale: 1, offset: [0, 0] });
    window.app.canvas.setDirty(true, true);
  });
}

/** Add a node by double click and search; its id. */
export async function addBySearch(page: Page, title: string, spot: Spot): Promise<string> {
  const id = await added(page, async () => {
    const search = page.getByPlaceholder(/search|add a node/i).last();
    const asked = async () => {
      await page.mouse.dblclick(spot.x, spot.y);
      return search.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
    };
    await eventually(asked).toBe(true);
    await search.fill(title);
    await page.getByRole("option").filter({ hasText: title }).first().click();
    await search.waitFor({ state: "hidden" });
    await eventually(() => page.locator(".p-dialog-mask").count()).toBe(0);
  });
  await place(page, spot);
  return id;
}

/** Add a node by dragging it out of the node library; its id. */
export async function addFromLibrary(page: Page, title: string, spot: Spot): Promise<string> {
  const library = page.getByRole("button", { name: "Node Library" });
  await library.click();
  const id = await added(page, async () => {
    await page
      .getByPlaceholder(/search/i)
      .last()
      .fill(title);
    const leaf = page.getByRole("treeitem").getByText(title, { exact: true }).last();
    await leaf.hover();
    await page.mouse.down();
    await page.mouse.move(spot.x - 60, spot.y - 40, { steps: 8 });
    await page.mouse.move(spot.x, spot.y, { steps: 4 });
    await page.mouse.up();
  });
  await library.click();
  await dismissToasts(page);
  return id;
}

/** In newer pages a node that was found hangs at the pointer until it is put down. */
async function place(page: Page, { x, y }: Spot): Promise<void> {
  const hanging = () => page.evaluate(() => window.app.graph.nodes.at(-1).flags.ghost === true);
  if (!(await hanging())) return;
  await page.mouse.move(x, y, { steps: 2 });
  await page.mouse.click(x, y);
  await eventually(hanging).toBe(false);
}

/** Frontend 1.32.9 reports errors of its own while its library shows what a node looks like in Nodes 2.0. */
async function dismissToasts(page: Page): Promise<void> {
  await page.evaluate(() => window.app.extensionManager.toast.removeAll?.());
  await eventually(() => page.locator(".p-toast-message").count()).toBe(0);
}

async function added(page: Page, action: () => Promise<void>): Promise<string> {
  const before = await nodeCount(page);
  await action();
  await eventually(() => nodeCount(page)).toBe(before + 1);
  return page.evaluate(() => String(window.app.graph.nodes.at(-1).id));
}

/** Drag a wire from an output to an input, each named as the node shows it. */
export async function wire(
  page: Page,
  from: readonly [string, string],
  to: readonly [string, string],
): Promise<void> {
  const linked = () =>
    page.evaluate(
      ([id, name]) =>
        window.app.graph
          .getNodeById(id)
          .inputs.some((input: { name: string; link: unknown }) => input.name === name && input.link != null),
      to,
    );
  const dragged = async () => {
    const [start, end] = [await slot(page, ...from, false), await slot(page, ...to, true)];
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
    await page.mouse.move(end.x, end.y, { steps: 4 });
    await page.mouse.up();
    return linked();
  };
  await eventually(dragged).toBe(true);
}

/** Where a slot lies on the page. */
function slot(page: Page, node: string, name: string, input: boolean): Promise<Spot> {
  return page.evaluate(
    ([id, wanted, isInput]) => {
      const { graph, canvas } = window.app;
      const found = graph.getNodeById(id);
      const slots: { name: string; localized_name?: string }[] = isInput ? found.inputs : found.outputs;
      const place = slots.findIndex((s) => s.localized_name === wanted || s.name === wanted);
      if (place < 0) throw new Error(`no slot ${wanted} among ${slots.map((s) => s.name).join()}`);
      // Nodes 2.0 lays nodes out by itself, and tells the graph a little later where their slots lie.
      const key = `${String(found.id)}-${isInput ? "in" : "out"}-${String(place)}`;
      const dot = document.querySelector(`[data-slot-key="${key}"]`)?.getBoundingClientRect();
      if (dot) return { x: dot.x + dot.width / 2, y: dot.y + dot.height / 2 };
      const [x, y] = isInput ? found.getInputPos(place) : found.getOutputPos(place);
      const { offset, scale } = canvas.ds;
      const box = canvas.canvas.getBoundingClientRect();
      return { x: box.x + (x + offset[0]) * scale, y: box.y + (y + offset[1]) * scale };
    },
    [node, name, input] as const,
  );
}

export function nodeCount(page: Page): Promise<number> {
  return page.evaluate(() => window.app.graph.nodes.length);
}
