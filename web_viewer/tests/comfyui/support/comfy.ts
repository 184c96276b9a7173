import type { Page } from "playwright-core";
import { expect, inject } from "vitest";
import type { Graph } from "./graphs.ts";
import { eventually } from "./waiting.ts";

/** What ended a prompt, with its id. */
interface Ended {
  readonly type: string;
  readonly prompt: string;
}

const ENDS = ["execution_success", "execution_error", "execution_interrupted"];

/** Settings of a person who has seen the page before. */
const SETTINGS = {
  "Comfy.TutorialCompleted": true,
  "Comfy.Workflow.ShowMissingModelsWarning": false,
  "Comfy.Workflow.WorkflowTabsPosition": "Topbar",
};

/** Open ComfyUI's page, or load it again, and wait until it can be used. */
export async function open(page: Page): Promise<void> {
  const settings = { ...SETTINGS, "Comfy.VueNodes.Enabled": inject("nodes2") };
  const headers = { "Content-Type": "application/json" };
  await fetch(`${inject("server")}/api/settings`, {
    method: "POST",
    headers,
    body: JSON.stringify(settings),
  });
  await addressed(page, inject("server"));
}

/** Load the page at an address, its server's own or another's that shows it. */
export async function addressed(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await ready(page);
}

/** F5. */
export async function reload(page: Page): Promise<void> {
  await page.reload();
  await ready(page);
}

async function ready(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      window.app?.vueAppReady &&
      window.app.extensionManager?.workflow?.activeWorkflow &&
      !document.querySelector("#splash-loader,.p-blockui-mask"),
  );
  await page.evaluate((types) => {
    window.ended = [];
    window.cached = [];
    for (const type of types) {
      window.app.api.addEventListener(type, (event: CustomEvent) => {
        window.ended.push({ type, prompt: event.detail.prompt_id });
      });
    }
    window.app.api.addEventListener(
      "execution_cached",
      (event: CustomEvent) => (window.cached = event.detail.nodes),
    );
  }, ENDS);
}

/** Open a workflow in a tab of its own. */
export async function openGraph(page: Page, graph: Graph, name: string): Promise<void> {
  await page.evaluate(([g, n]) => window.app.loadGraphData(g, true, true, n), [graph, name] as const);
  await eventually(() => page.evaluate(() => window.app.rootGraph?.id ?? window.app.graph.id)).toBe(graph.id);
}

export async function command(page: Page, id: string): Promise<void> {
  await page.evaluate((name) => window.app.extensionManager.command.execute(name), id);
}

/** Press Run; the id of the prompt that the page then queues. */
export async function press(page: Page): Promise<string> {
  const answer = page.waitForResponse((r) => r.url().endsWith("/prompt") && r.request().method() === "POST");
  const run = page.getByRole("button", { name: "Run", exact: true });
  const place = page.getByTestId("queue-button"); // of the button itself, or of one with a menu
  await place.and(run).or(place.locator(run)).click();
  const { prompt_id } = (await (await answer).json()) as { prompt_id: string };
  return prompt_id;
}

/** Wait until a prompt has ended; how. */
export async function ended(page: Page, prompt: string): Promise<string> {
  let found: Ended | undefined;
  const look = async () => {
    found = (await page.evaluate(() => window.ended)).find((end: Ended) => end.prompt === prompt);
    return found !== undefined;
  };
  await eventually(look).toBe(true);
  return found?.type ?? "";
}

/** Press Run and wait for the picture. */
export async function run(page: Page): Promise<string> {
  const prompt = await press(page);
  expect(await ended(page, prompt)).toBe("execution_success");
  return prompt;
}

/** Nodes that the last prompt took from the cache, by their ids. */
export async function cachedNodes(page: Page): Promise<readonly string[]> {
  return (await page.evaluate(() => window.cached)).map(String);
}

/** The graph as it would be queued. */
export function apiPrompt(page: Page): Promise<Record<string, { inputs: Record<string, unknown> }>> {
  return page.evaluate(async () => (await window.app.graphToPrompt()).output);
}

/** Set a widget of a node, as typing into it does. */
export async function setWidget(
  page: Page,
  node: number | string,
  widget: string,
  value: unknown,
): Promise<void> {
  await page.evaluate(
    ([id, name, to]) => {
      const found = window.app.graph.getNodeById(id).widgets.find((w: { name: string }) => w.name === name);
      found.value = to;
      found.callback?.(to);
    },
    [node, widget, value] as const,
  );
}
