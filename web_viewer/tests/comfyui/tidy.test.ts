import { join } from "node:path";
import type { Page } from "playwright-core";
import { inject } from "vitest";
import { drop } from "../browser/support/drop.ts";
import { command } from "./support/comfy.ts";
import { pageOf } from "./support/frontends.ts";
import { comfyTest } from "./support/page.ts";
import { eventually } from "./support/waiting.ts";
import { expectWhole, FOLDER, NAMES, read } from "./support/workflows.ts";

for (const name of NAMES) {
  comfyTest(`${name} opens whole when its file is dropped on the page`, async (page) => {
    await command(page, "Comfy.NewBlankWorkflow");
    await drop(page, join(FOLDER, `${name}.json`));
    await expectWhole(page, read(name));
    await expectTidy(page);
  });
}

/**
 * No node lies over another one, as they are drawn, titles included. Where the page shows rarely needed inputs, too, nodes
 * that have some are higher than their place.
 */
async function expectTidy(page: Page): Promise<void> {
  await command(page, "Comfy.Canvas.FitView");
  await eventually(() => overlaps(page)).toEqual([]);
}

function overlaps(page: Page): Promise<string[]> {
  const ways = {
    drawnByVue: inject("nodes2"),
    hidesRare: !inject("nodes2") || pageOf(inject("frontend")).hides_rare_inputs_in_nodes_2,
  };
  return page.evaluate(({ drawnByVue, hidesRare }) => {
    const { graph, canvas } = window.app;
    const nodes = graph.nodes.filter(
      (node: { widgets?: { options?: { advanced?: boolean } }[] }) =>
        hidesRare || !node.widgets?.some(({ options }) => options?.advanced),
    );
    const boxes = nodes.map((node: { id: number; title: string; getBounding(): number[] }) => {
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
  }, ways);
}
