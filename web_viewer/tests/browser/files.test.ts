import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { zipSync } from "fflate";
import type { Page } from "playwright-core";
import { describe, expect, inject } from "vitest";
import { CARTOON, PHOTO, presetArchive } from "../presets.ts";
import { expectRuns } from "./support/app.ts";
import { drop } from "./support/drop.ts";
import { browserTest } from "./support/page.ts";
import { DIST, VIEWER } from "./support/places.ts";
import { staticHost } from "./support/servers.ts";
import { temporaryFolder } from "./support/temporary.ts";
import { eventually } from "./support/viewer.ts";

const PLACES: Readonly<Record<string, () => Promise<string>>> = {
  "from a server": () => staticHost({ "/": DIST }),
  "from a file": () => Promise.resolve(pathToFileURL(join(DIST, "index.html")).href),
};

describe.each(Object.entries(PLACES))("with the page %s", (_, address) => {
  /** The page with the bundled runs, to which another one comes. */
  async function begin(page: Page): Promise<void> {
    await page.goto(await address());
    await expectRuns(page, PHOTO, CARTOON);
  }

  browserTest("a folder is picked", async ({ page }) => {
    await begin(page);
    await page.getByLabel("Folder of a run").setInputFiles(await copy("my run"));
    await expectRuns(page, { folder: CARTOON, name: "my run" }, PHOTO);
  });

  browserTest("a zip is picked", async ({ page }) => {
    await begin(page);
    await page.getByLabel("Zip of a run").setInputFiles(archive("my.zip"));
    await expectRuns(page, { folder: CARTOON, name: "my" }, PHOTO);
  });

  browserTest("a folder of more than 100 entries is dropped", async ({ page }) => {
    await begin(page);
    await drop(page, await copy("dropped"));
    await expectRuns(page, { folder: CARTOON, name: "dropped" }, PHOTO);
  });

  browserTest("a zip is dropped", async ({ page }) => {
    await begin(page);
    await drop(page, archive("my.zip"));
    await expectRuns(page, { folder: CARTOON, name: "my" }, PHOTO);
  });
});

describe("a table on this machine", () => {
  browserTest("opens from its folder, with pictures and runs", async ({ page }) => {
    await page.goto(await staticHost({ "/": DIST }));
    await expectRuns(page, PHOTO, CARTOON);
    await page.getByLabel("Folder of a run, or of a table").setInputFiles(study());
    await expectRows(page, 60);
    await expectOpened(page);
  });

  browserTest("opens from what was dropped, in a folder of it, on a page from a file", async ({ page }) => {
    await page.goto(pathToFileURL(join(DIST, "index.html")).href);
    await expectRuns(page, PHOTO, CARTOON);
    await drop(page, dirname(study()));
    await expectRows(page, 60);
    await expectOpened(page);
  });

  browserTest(
    "opens from a web server, with runs in a shard of which it reads parts",
    async ({ page, requests }) => {
      const host = await staticHost({ "/viewer/": DIST, "/data/": dirname(study()) });
      await page.goto(`${host}/viewer/index.html?table=${host}/data/study`);
      await expectRows(page, 60);
      await expectOpened(page);
      expect(requests.filter((address) => /shard\.zip\/./.test(address))).toEqual([]);
    },
  );

  browserTest("says that its runs are elsewhere where it is picked alone", async ({ page }) => {
    await page.goto(await staticHost({ "/": DIST }));
    await expectRuns(page, PHOTO, CARTOON);
    await page.getByLabel("Zip of a run, or a table").setInputFiles(join(study(), "runs.parquet"));
    await expectRows(page, 60);
    await page.getByText("The runs are not in what was opened").waitFor();
    await page.locator(".lines .link").first().click();
    await page
      .getByText("it is not in what was opened; open the folder that holds the table and its runs")
      .waitFor();
    await expectRows(page, 60);
  });

  browserTest("that is damaged, of another form, or not alone is told", async ({ page }) => {
    await page.goto(await staticHost({ "/": DIST }));
    await expectRuns(page, PHOTO, CARTOON);
    const told = async (text: string) => {
      await page.getByRole("alert").getByText(text).waitFor();
      await page.getByRole("button", { name: "Close" }).click();
    };
    const cut = study();
    const table = readFileSync(join(cut, "runs.parquet"));
    writeFileSync(join(cut, "runs.parquet"), table.subarray(0, table.length - 30));
    await drop(page, cut);
    await told("it is no parquet file, or it is cut off");
    const lines = join(temporaryFolder(), "runs.csv");
    writeFileSync(lines, "id,path\n");
    await drop(page, lines);
    await told("write it with --format parquet");
    const two = temporaryFolder();
    for (const name of ["a", "b"]) await cp(study(), join(two, name), { recursive: true });
    await drop(page, two);
    await told("these are several tables");
    await expectRuns(page, PHOTO, CARTOON);
  });
});

/** The folder of a table whose first rows are of a folder, a zip and a zip in a shard. */
function study(): string {
  const folder = join(temporaryFolder(), "study");
  const runs = join(folder, "runs");
  mkdirSync(runs, { recursive: true });
  cpSync(PHOTO, join(runs, "one"), { recursive: true });
  writeFileSync(join(runs, "two.zip"), presetArchive("cartoon"));
  const shard = zipSync(
    { "first.zip": presetArchive("photo"), "three.zip": presetArchive("cartoon") },
    { level: 0 },
  );
  writeFileSync(join(runs, "000001.shard.zip"), shard);
  const paths = ["runs/one", "runs/two.zip", "runs/000001.shard.zip/three.zip"];
  execFileSync(inject("python"), [join(VIEWER, "tests", "tables.py"), folder, "60", ...paths]);
  return folder;
}

async function expectRows(page: Page, rows: number): Promise<void> {
  const status = page.getByRole("region", { name: "All runs" }).getByRole("status");
  await eventually(() => status.textContent()).toBe(`${String(rows)} runs`);
}

/** The first three rows have pictures, and their runs open. */
async function expectOpened(page: Page): Promise<void> {
  await eventually(() => page.locator("img.row-picture").count()).toBe(3);
  for (const name of ["one", "two", "three"]) {
    await page.locator(".lines .link", { hasText: name }).click();
    await page.getByRole("tab").first().waitFor();
    await eventually(() =>
      page.getByLabel("Run", { exact: true }).locator("option:checked").textContent(),
    ).toBe(name);
    await page.getByRole("button", { name: "Table", exact: true }).click();
    await expectRows(page, 60);
  }
}

/** A copy of a run below another name. */
async function copy(name: string): Promise<string> {
  const folder = join(temporaryFolder(), name);
  await cp(CARTOON, folder, { recursive: true });
  expect(JSON.parse(readFileSync(join(folder, "metadata.json"), "utf8"))).toHaveProperty("steps");
  return folder;
}

/** A zip of a run. */
function archive(name: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, presetArchive("cartoon"));
  return file;
}
