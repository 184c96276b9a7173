import { readFileSync } from "node:fs";
import type { Locator, Page } from "playwright-core";
import { PNG } from "pngjs";
import { describe, expect } from "vitest";
import { channelOf } from "../../src/format/channels.ts";
import { PHOTO } from "../presets.ts";
import { browserTest } from "./support/page.ts";
import { openMetrics, plotOf } from "./support/plots.ts";
import { metadataOf, readJson } from "./support/run_files.ts";
import { openViewer, tab } from "./support/viewer.ts";

const { generator } = metadataOf(PHOTO);
const metrics = readJson<Record<string, (number | null)[]>>(PHOTO, "metrics.json");

describe("downloads", () => {
  browserTest("of a metric are its numbers as they are", async ({ page }) => {
    const panel = await openMetrics(page, PHOTO, "step=5");
    for (const key of ["guidance_l2_norm", "x0_change_l2"]) {
      const { name, text } = await saved(page, await plotOf(panel, channelOf(key).title), "CSV");
      expect(name).toBe(`${key}.csv`);
      const [header, ...rows] = linesOf(text);
      expect(header).toEqual(["step", "sigma", "photo"]);
      const expected = (metrics[key] ?? []).map((value, step) => [step, generator.sigmas[step], value]);
      expect(rows.map((row) => row.map((field) => (field === "" ? null : Number(field))))).toEqual(expected);
    }
  });

  browserTest("of a metric are a drawing that opens by itself", async ({ page }) => {
    const panel = await openMetrics(page, PHOTO, "step=5");
    const plot = await plotOf(panel, channelOf("guidance_l2_norm").title);
    const drawn = await plot.locator("svg").first().boundingBox();
    const { name, text } = await saved(page, plot, "SVG");
    expect(name).toBe("guidance_l2_norm.svg");
    const read = await page.evaluate((source) => {
      const parsed = new DOMParser().parseFromString(source, "image/svg+xml");
      const curve = parsed.querySelector("path");
      return {
        errors: parsed.querySelectorAll("parsererror").length,
        root: [parsed.documentElement.namespaceURI, parsed.documentElement.getAttribute("width")],
        points: curve?.getAttribute("d")?.split("L").length,
        looks: [curve?.getAttribute("stroke"), curve?.getAttribute("fill")],
        texts: [...parsed.querySelectorAll("text")].map((t) => t.textContent),
      };
    }, text);
    expect(read).toMatchObject({
      errors: 0,
      root: ["http://www.w3.org/2000/svg", String(drawn?.width)],
      points: generator.sigmas.length - 1,
      looks: ["rgb(178, 58, 14)", "none"], // what the page's style sheet says
    });
    expect(read.texts).toContain("‖ε_text − ε_uncond‖₂");

    const picture = await saved(page, plot, "PNG");
    expect(picture.name).toBe("guidance_l2_norm.png");
    const { width, height, data } = PNG.sync.read(picture.bytes);
    expect([width, height]).toEqual([drawn?.width, drawn?.height].map((side) => 2 * Math.round(side ?? 0)));
    const red = Array.from({ length: width * height }, (_, i) => data.subarray(4 * i, 4 * i + 3));
    expect(red.filter(([r, g, b]) => r === 178 && g === 58 && b === 14).length).toBeGreaterThan(500);
  });

  browserTest("are there of dominance and of the trajectory, too", async ({ page }) => {
    const panel = await openMetrics(page, PHOTO, "step=5");
    const dominance = await saved(page, await plotOf(panel, channelOf("token_dominance").title), "CSV");
    const { scores } = readJson<{ token_dominance: { scores: number[] } }>(
      PHOTO,
      "metrics.json",
    ).token_dominance;
    const [header, ...bars] = linesOf(dominance.text);
    expect(header).toEqual(["word", "tokens", "score"]);
    expect(bars.find(([word]) => word === "circle")).toEqual(["circle", "3", String(scores[3])]);
    expect(bars.find(([word]) => word === ",")).toEqual([",", "12", String(scores[12])]);

    await openViewer(page, { hash: "view=workbench" });
    const path = await tab(page, "Trajectory");
    const { points, x0_points } = readJson<Record<string, number[][]>>(PHOTO, "latent_pca.json");
    const rows = [
      ...(points ?? []).map((p, i) => ["x", i, ...p]),
      ...(x0_points ?? []).map((p, i) => ["x̂₀", i, ...p]),
    ];
    const { text } = await saved(page, path, "CSV");
    expect(linesOf(text)).toEqual([["path", "step", "x", "y"], ...rows.map((row) => row.map(String))]);
    const drawing = await saved(page, path, "PNG");
    expect(PNG.sync.read(drawing.bytes).width).toBeGreaterThan(200);
  });
});

/** Choose from the menu of downloads, which closes then, and take what the browser saves. */
async function saved(page: Page, place: Locator, kind: string) {
  const menu = place.locator("details.downloads");
  await menu.locator("summary").click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    menu.getByRole("button", { name: new RegExp(`\\(${kind}\\)$`) }).click(),
  ]);
  expect(await menu.getAttribute("open")).toBeNull();
  const bytes = readFileSync(await download.path());
  return { name: download.suggestedFilename(), bytes, text: bytes.toString("utf8") };
}

/** Fields of comma-separated values; a quoted one may hold commas. */
function linesOf(text: string): string[][] {
  const lines = text.split("\r\n");
  expect(lines.pop()).toBe("");
  return lines.map((line) =>
    [...line.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g)].map(([, field = ""]) =>
      field.replace(/^"|"$/g, "").replaceAll('""', '"'),
    ),
  );
}
