import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect } from "vitest";
import presets from "../../../presets/presets.json";
import { CARTOON, PHOTO, STAR } from "../presets.ts";
import { expectRuns } from "./support/app.ts";
import { browserTest } from "./support/page.ts";
import { DIST } from "./support/places.ts";
import { comfyui, diffulizer, staticHost, view } from "./support/servers.ts";
import { temporaryFolder } from "./support/temporary.ts";
import { eventually } from "./support/viewer.ts";

const INDEX = pathToFileURL(join(DIST, "index.html")).href;

describe("the bundled runs", () => {
  browserTest("are open side by side at first start", async ({ page }) => {
    await page.goto(await staticHost({ "/": DIST }));
    await expectRuns(page, PHOTO, CARTOON);
  });

  browserTest("are open from a file, too", async ({ page, requests }) => {
    await page.goto(INDEX);
    await expectRuns(page, PHOTO, CARTOON);
    expect(requests.filter((address) => !/^(file|blob|data):/.test(address))).toEqual([]);
  });

  browserTest("open by the addresses of the folders in which they once were", async ({ page }) => {
    const old = "?run=datasets/presets/cartoon&compare=./datasets/presets/photo/metadata.json";
    for (const address of [`${await staticHost({ "/": DIST })}/`, INDEX]) {
      await page.goto(address + old);
      await expectRuns(page, CARTOON, PHOTO);
    }
  });
});

describe("the example runs", () => {
  for (const [where, base, context] of [
    ["on a page from a web server", () => staticHost({ "/": DIST }).then((host) => `${host}/`), {}],
    ["on a page from a file", () => INDEX, {}],
    ["on a phone", () => INDEX, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
  ] as const)
    browserTest(
      `are chosen by their pictures and words, ${where}`,
      async ({ page }) => {
        await page.goto(await base());
        await expectRuns(page, PHOTO, CARTOON);
        await page.getByRole("button", { name: "Open a run" }).click();
        const menu = page.getByRole("dialog", { name: "Open a run" });
        expect(await menu.getByRole("list").getByRole("button").allTextContents()).toEqual(
          Object.values(presets.prompts),
        );
        const widths = () =>
          menu
            .locator("img")
            .evaluateAll((images) => images.map((i) => (i as HTMLImageElement).naturalWidth));
        await eventually(widths).toEqual([256, 256, 256]);
        expect((await menu.boundingBox())?.x).toBeGreaterThan(0);
        await menu.getByRole("button", { name: presets.prompts.star }).click();
        await expectRuns(page, STAR, null);
        await page.getByRole("button", { name: "Pause" }).waitFor(); // it plays from the beginning
        const end = page.locator(".story-end");
        await end.getByRole("button", { name: presets.prompts.cartoon }).click();
        await expectRuns(page, CARTOON, PHOTO);
        expect(await page.getByRole("combobox", { name: "Run", exact: true }).locator("option").count()).toBe(
          3,
        );
        expect(await page.evaluate(() => scrollY)).toBe(0);
      },
      context,
    );
});

describe("an address", () => {
  const mounts = { "/tools/viewer/": DIST, "/data/a run/": PHOTO, "/tools/runs/second/": CARTOON };

  browserTest("names a run relative to the page, in folders of any name", async ({ page }) => {
    const host = await staticHost(mounts);
    await page.goto(`${host}/tools/viewer/?run=../../data/a%20run`);
    await expectRuns(page, named(PHOTO, "a run"), null);
  });

  browserTest("names two, one of them absolute", async ({ page }) => {
    const host = await staticHost(mounts);
    await page.goto(`${host}/tools/viewer/index.html?run=../runs/second/&compare=${host}/data/a%20run/`);
    await expectRuns(page, named(CARTOON, "second"), named(PHOTO, "a run"));
  });
});

describe("diffulizer view", () => {
  browserTest("opens one run", async ({ page }) => {
    await page.goto(await view(CARTOON));
    await expectRuns(page, CARTOON, null);
  });

  browserTest("opens two runs beside each other", async ({ page }) => {
    await page.goto(await view(CARTOON, PHOTO));
    await expectRuns(page, CARTOON, PHOTO);
  });

  browserTest("opens the bundled runs where none is given", async ({ page }) => {
    await page.goto(await view());
    await expectRuns(page, PHOTO, CARTOON);
  });
});

describe("a report", () => {
  browserTest("opens its run from a file", async ({ page, requests }) => {
    const file = join(temporaryFolder(), "report.html");
    diffulizer("report", CARTOON, "-o", file);
    await page.goto(pathToFileURL(file).href);
    await expectRuns(page, CARTOON, null);
    expect(requests.filter((address) => !/^(blob|data):/.test(address))).toEqual([pathToFileURL(file).href]);
  });

  browserTest("compares two runs, thinned, and says what it lacks", async ({ page }) => {
    const file = join(temporaryFolder(), "report.html");
    const told = diffulizer("report", PHOTO, "--compare", CARTOON, "--max-mb", "6", "-o", file);
    expect(readFileSync(file).length).toBeLessThanOrEqual(6 * 2 ** 20);
    await page.goto(pathToFileURL(file).href);
    await expectRuns(page, PHOTO, CARTOON);
    expect(told).toContain("left out of photo: self-attention maps");
  });
});

describe("inside ComfyUI", () => {
  browserTest("the viewer works under the policy that it sets without API nodes", async ({ page }) => {
    const host = await comfyui("--disable-api-nodes");
    const reply = await page.goto(`${host}/diffulizer/viewer`);
    expect(page.url()).toContain("/diffulizer/viewer/");
    expect(reply?.headers()["content-security-policy"]).toContain("default-src 'self'");
    await expectRuns(page, PHOTO, CARTOON);
  });
});

/** A run's folder as it is served below another name. */
function named(folder: string, name: string): { folder: string; name: string } {
  return { folder, name };
}
