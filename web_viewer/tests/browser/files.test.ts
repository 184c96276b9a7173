import { readFileSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { CARTOON, PHOTO, presetArchive } from "../presets.ts";
import { expectRuns } from "./support/app.ts";
import { drop } from "./support/drop.ts";
import { browserTest } from "./support/page.ts";
import { DIST } from "./support/places.ts";
import { staticHost } from "./support/servers.ts";
import { temporaryFolder } from "./support/temporary.ts";

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
