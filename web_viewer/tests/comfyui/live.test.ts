import { expect } from "vitest";
import { metadataOf } from "../browser/support/run_files.ts";
import { command, ended, openGraph, press, run } from "./support/comfy.ts";
import { brightest, hottest } from "./support/heat.ts";
import { NODES, onTheRight, smallGraph, WORDS } from "./support/graphs.ts";
import { comfyTest, keep } from "./support/page.ts";
import * as panels from "./support/panels.ts";
import { keptPasses, keptPicture, keptStep, runFolder, runsNamed } from "./support/runs.ts";
import { eventually } from "./support/waiting.ts";

comfyTest("each step is shown while it is sampled", async (page) => {
  await openGraph(page, smallGraph({ steps: 80, side: 128 }), "live");
  const panel = await panels.panelOn(page, NODES.sampler);
  await panel.getByText("Run the workflow to see each step here.").waitFor();
  const prompt = await press(page);
  await eventually(() => panels.lastStep(panel)).toBeGreaterThan(1);
  const early = await panels.lastStep(panel);
  const first = await panels.drawn(panels.picture(panel));
  await eventually(() => panels.lastStep(panel)).toBeGreaterThan(early + 3);
  await panels.expectOther(panels.picture(panel), first);
  expect(await panels.words(panel)).toEqual(WORDS);
  expect(await ended(page, prompt)).toBe("execution_success");
  await panels.expectSteps(panel, 80);
  const [pass] = await keptPasses();
  expect(pass?.steps.length).toBe(80);
  await panels.stepSlider(panel).fill("79");
  await panels.expectDrawn(panels.picture(panel), await keptPicture(page, pass?.id ?? "", 79));
  await keep(panel, "live");
});

comfyTest("a word lies over the picture where the server says", async (page) => {
  await openGraph(page, smallGraph({ side: 128 }), "overlay");
  const panel = await panels.panelOn(page, NODES.sampler);
  await run(page);
  await panels.expectSteps(panel, 8);
  await panel.getByRole("button", { name: "circle", exact: true }).click();
  const [pass] = await keptPasses();
  for (const step of [7, 2]) {
    await panels.stepSlider(panel).fill(String(step));
    const heat = panel.getByRole("img", { name: `Attention to circle at step ${String(step + 1)}` });
    await eventually(() => heat.getAttribute("aria-busy")).toBe("false");
    const token = WORDS.indexOf("circle") + 1; // the first token begins the text
    const maps = keptStep(pass?.id ?? "", step).maps.of.c0;
    const [cells] = maps.grid;
    const bright = await brightest(heat, cells);
    expect(hottest(maps, maps.rows[token] ?? 0)).toEqual(expect.arrayContaining(bright));
    expect(bright.length).toBeLessThan(cells ** 2 / 2);
  }
  await keep(panel, "overlay");
});

comfyTest("a transformer has double and single layers, and a share for the picture itself", async (page) => {
  await openGraph(page, smallGraph({ side: 128, transformer: true }), "transformer");
  const panel = await panels.panelOn(page, NODES.sampler);
  await run(page);
  await panels.expectSteps(panel, 8);
  expect(await panels.words(panel)).toEqual(WORDS);
  await panel.getByRole("button", { name: "circle", exact: true }).click();
  await panels.stepSlider(panel).fill("5");
  const caption = panel.locator(".caption p").first();
  await eventually(() => caption.textContent()).toMatch(/ in (Double|Single) \d, the clearest layer$/);
  const menu = await panels.fromMenu(panel);
  await menu.getByText("Sampled at guidance 1: no negative prompt took part.").waitFor();
  const layers = await menu.getByRole("combobox", { name: "Layer" }).locator("option").allTextContents();
  expect(layers.filter((name) => !/^(Double|Single) \d|^mean of/.test(name))).toEqual([]);
  await page.keyboard.press("Escape");
  await panel.locator(".place").hover();
  const bubble = panel.getByRole("tooltip");
  await bubble.getByText("the picture itself").waitFor();
  const values = bubble.locator("p .value");
  const shares = (await values.allTextContents()).map(parseFloat);
  const sum = shares.reduce((a, b) => a + b, 0);
  expect(shares.at(-1)).toBeGreaterThan(0);
  expect(sum).toBeLessThanOrEqual(100.5);
  const ends = await values.evaluateAll((all) => all.map((e) => Math.round(e.getBoundingClientRect().right)));
  expect(new Set(ends).size).toBe(1);
  await keep(panel, "transformer");
});

comfyTest(
  "where some words were recorded, nothing said is cut, and a place tells what the others get",
  async (page) => {
    await openGraph(page, smallGraph({ side: 128, onlyWords: "circle, square" }), "some words");
    const panel = await panels.panelOn(page, NODES.sampler);
    await run(page);
    await panels.expectSteps(panel, 8);
    expect(await panels.words(panel)).toEqual(["circle", "square"]);
    await panel.getByRole("button", { name: "circle", exact: true }).click();
    const facts = panel.locator(".caption p").last();
    await facts.getByText(/^brightest: \d+\s%$/).waitFor();
    expect(await facts.locator("span").allTextContents()).toContain("12 words not recorded");
    expect(await facts.locator("span:first-child").first().evaluate(cut)).toBe(false);
    const outOfSight = await facts.locator(".rest").evaluate((rest) => {
      (rest as HTMLElement).style.flex = "0 0 30px"; // as beside a long text: what does not fit goes as a whole
      const end = rest.getBoundingClientRect().bottom;
      return Array.from(rest.children, (piece) => piece.getBoundingClientRect().top >= end);
    });
    expect(outOfSight).toEqual([true, true]);
    await panels.stepSlider(panel).fill("7");
    await panel.locator(".place").hover();
    const bubble = panel.getByRole("tooltip");
    await bubble.getByText("other words").waitFor();
    for (const word of await bubble.locator(".word").all()) expect(await word.evaluate(cut)).toBe(false);
    await keep(panel, "some words");
  },
);

/** Whether an element is narrower than what it holds. */
const cut = (element: Element) => element.scrollWidth > element.clientWidth;

comfyTest("a word of a prompt for the right half lies there", async (page) => {
  const side = 128;
  await openGraph(page, onTheRight(smallGraph({ side, runName: "right" }), side), "right");
  const panel = await panels.panelOn(page, NODES.sampler);
  await run(page);
  await panels.expectSteps(panel, 8);
  await panel.getByRole("button", { name: "circle", exact: true }).click();
  await panels.stepSlider(panel).fill("7");
  const [pass] = await keptPasses();
  const { grid, values } = keptStep(pass?.id ?? "", 7).maps.of.c0;
  const left = [...Buffer.from(values, "base64")].filter((_, i) => i % grid[1] < grid[1] / 2);
  expect(new Set(left)).toEqual(new Set([0]));
  const heat = panel.getByRole("img", { name: "Attention to circle at step 8" });
  await eventually(() => heat.getAttribute("aria-busy")).toBe("false");
  const bright = await brightest(heat, grid[0]);
  expect(bright.length).toBeGreaterThan(0);
  for (const cell of bright) expect(Number(cell.split(" ")[1])).toBeGreaterThanOrEqual(grid[1] / 2);
  await keep(panel, "right");
  await keep(await panels.panelOn(page, NODES.exporter), "right exported");
});

comfyTest("the slider moves while it runs, and an interrupted pass can be exported", async (page) => {
  await openGraph(page, smallGraph({ steps: 3000, side: 128 }), "interrupted");
  const panel = await panels.panelOn(page, NODES.sampler);
  const prompt = await press(page);
  await eventually(() => panels.lastStep(panel)).toBeGreaterThan(5);
  await panels.stepSlider(panel).fill("2");
  const early = await panels.lastStep(panel);
  await eventually(() => panels.lastStep(panel)).toBeGreaterThan(early + 5);
  expect(await panels.shownStep(panel)).toBe(2);
  const [pass] = await keptPasses();
  await panels.expectDrawn(panels.picture(panel), await keptPicture(page, pass?.id ?? "", 2));
  const before = runsNamed("interrupted");
  await command(page, "Comfy.Interrupt");
  expect(await ended(page, prompt)).toBe("execution_interrupted");
  await eventually(() => panel.getByRole("status").textContent()).toBe("interrupted");
  const viewer = panel.getByRole("button", { name: "Open in viewer" });
  expect(await viewer.isDisabled()).toBe(true);
  expect(await viewer.getAttribute("title")).toBe("Export what was recorded first, in the menu.");
  const menu = await panels.fromMenu(panel);
  await menu.getByRole("button", { name: "Export what was recorded" }).click();
  await menu.getByRole("button", { name: "Exported", exact: true }).waitFor();
  await eventually(() => viewer.isEnabled()).toBe(true);
  const [made] = runsNamed("interrupted").filter((name) => !before.includes(name));
  const [kept] = await keptPasses();
  const shown = kept?.steps.length ?? 0; // the last of them may have been interrupted before its end
  expect([shown - 1, shown]).toContain(metadataOf(runFolder(made ?? "")).steps);
  expect(kept?.state).toBe("interrupted");
  await keep(panel, "interrupted");
});

comfyTest("nothing is shown where the live panel is switched off", async (page) => {
  const live = (on: boolean) =>
    page.evaluate((value) => window.app.extensionManager.setting.set("Diffulizer.Panel.Live", value), on);
  await live(false);
  await openGraph(page, smallGraph(), "off");
  const panel = await panels.panelOn(page, NODES.sampler);
  await run(page);
  await (await panels.panelOn(page, NODES.exporter)).locator(".strip").waitFor();
  expect(await panel.locator("canvas").count()).toBe(0);
  await live(true);
  await panels.expectSteps(panel, 8);
});
