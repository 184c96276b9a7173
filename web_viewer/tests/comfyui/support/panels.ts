import type { Locator, Page } from "playwright-core";
import { pixelsOf } from "../../browser/support/canvas.ts";
import { eventually } from "./waiting.ts";

/** The panel on a node of the open workflow, in the middle of the page. */
export async function panelOn(page: Page, node: number | string): Promise<Locator> {
  const mark = `panel-${String(node)}`;
  const found = () =>
    page.evaluate(
      ([id, name]) => {
        for (const old of document.querySelectorAll(`[data-test-panel="${name}"]`))
          old.removeAttribute("data-test-panel");
        const nodes = window.app.canvas.graph.nodes as {
          id: number | string;
          widgets?: { element?: HTMLElement }[];
        }[];
        const widgets = nodes.find((n) => String(n.id) === id)?.widgets;
        const element = widgets?.find((w) => w.element?.classList.contains("diffulizer-panel"))?.element;
        if (!element) return false;
        element.setAttribute("data-test-panel", name);
        window.app.canvas.ds.scale = 0.9; // Nodes 2.0 takes no clicks from afar
        window.app.canvas.centerOnNode(window.app.canvas.graph.getNodeById(id));
        return true;
      },
      [String(node), mark] as const,
    );
  await eventually(found).toBe(true);
  return page.locator(`[data-test-panel="${mark}"]`);
}

export const stepSlider = (panel: Locator) => panel.getByRole("slider", { name: "Step", exact: true });

/** The last step that a panel's slider reaches, counted from 0; -1 while there is no slider. */
export async function lastStep(panel: Locator): Promise<number> {
  const slider = stepSlider(panel);
  return (await slider.count()) === 1 ? Number(await slider.getAttribute("max")) : -1;
}

/** The step that is shown, counted from 0. */
export async function shownStep(panel: Locator): Promise<number> {
  return Number(await stepSlider(panel).inputValue());
}

/** Wait until the panel of a small graph shows all of its steps and none is under way. */
export async function expectSteps(panel: Locator, steps: number): Promise<void> {
  await eventually(() => lastStep(panel)).toBe(steps - 1);
}

/** The panel of a run that a node wrote or loaded, once it shows the run's pictures. */
export async function expectStored(panel: Locator, name: string): Promise<void> {
  await eventually(() => panel.locator(".run-head code").textContent()).toBe(name);
  await eventually(() => panel.locator(".strip img[src]").count()).toBeGreaterThanOrEqual(4);
}

/** Something of the menu behind "More". */
export async function fromMenu(panel: Locator): Promise<Locator> {
  await panel.getByRole("button", { name: "More" }).click();
  return panel.getByRole("dialog", { name: "More" });
}

/** The words that can be chosen: all of the list where not all fit. */
export async function words(panel: Locator): Promise<string[]> {
  const more = panel.locator(".chip.more");
  if ((await more.count()) === 0) return panel.locator(".chips .chip").allTextContents();
  await more.click();
  const found = await panel.locator(".word-list .chip").allTextContents();
  await panel.getByRole("button", { name: "Close" }).click();
  return found;
}

export function picture(panel: Locator): Locator {
  return panel.locator("canvas.bitmap").last();
}

/** Pixels of a panel's picture once it is drawn. */
export async function drawn(canvas: Locator): Promise<Uint8Array> {
  await eventually(() => canvas.getAttribute("aria-busy")).toBe("false");
  return pixelsOf(canvas);
}

/** Wait until a canvas holds these pixels. */
export async function expectDrawn(canvas: Locator, expected: Uint8Array): Promise<void> {
  await eventually(async () => Buffer.compare(await drawn(canvas), expected)).toBe(0);
}

/** Wait until a canvas holds other pixels. */
export async function expectOther(canvas: Locator, than: Uint8Array): Promise<void> {
  await eventually(async () => Buffer.compare(await drawn(canvas), than)).not.toBe(0);
}
