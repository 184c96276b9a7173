/** A table of runs as a page: found, ordered, grouped and drawn; its runs opened, and the way back. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, inject } from "vitest";
import { CARTOON, PHOTO } from "../presets.ts";
import { browserTest, PHONE } from "./support/page.ts";
import { copyOf } from "./support/copies.ts";
import { VIEWER } from "./support/places.ts";
import { view } from "./support/servers.ts";
import { temporaryFolder } from "./support/temporary.ts";
import { eventually } from "./support/viewer.ts";

/** The folder of a table of so many rows, of which the first two are of runs. */
function study(rows: number): string {
  const runs = [copyOf(PHOTO, "photo"), copyOf(CARTOON, "cartoon")];
  const folder = temporaryFolder();
  const paths = runs.map((run) => join("..", ...run.split("/").slice(-2)));
  execFileSync(inject("python"), [join(VIEWER, "tests", "tables.py"), folder, String(rows), ...paths]);
  return folder;
}

describe("a table of runs", () => {
  browserTest(
    "is searched, sorted, filtered and grouped; a run opens, and Back leads to the rows",
    async ({ page }) => {
      await page.goto(await view(study(60)));
      const names = page.locator(".lines .link");
      const status = page.getByRole("region", { name: "All runs" }).getByRole("status");
      await eventually(() => status.textContent()).toBe("60 runs");
      await page.getByRole("searchbox", { name: "Search runs" }).fill("red CIRCLE");
      await eventually(() => status.textContent()).toBe("3 of 60 runs");
      await page.getByRole("searchbox", { name: "Search runs" }).fill("");
      await page.getByRole("searchbox", { name: "Filter cfg" }).fill(">=4.5");
      await page.getByRole("searchbox", { name: "Filter sampler" }).fill("heun");
      await eventually(() => status.textContent()).toBe("14 of 60 runs");
      await page.getByRole("button", { name: "seed", exact: true }).click();
      await eventually(() => names.first().textContent()).toBe("runs/run_000055");
      await eventually(() => new URL(page.url()).hash).toContain("sort=seed&where=cfg:");
      await page.reload();
      await eventually(() => status.textContent()).toBe("14 of 60 runs");
      for (const name of ["Filter cfg", "Filter sampler"])
        await page.getByRole("searchbox", { name }).fill("");
      await page.getByRole("combobox", { name: "Group by" }).selectOption("cfg");
      await eventually(() => page.locator(".lines .line").count()).toBe(4);
      await page.getByRole("combobox", { name: "Group by" }).selectOption("");
      await page.getByRole("button", { name: "seed", exact: true }).click();
      await eventually(() => names.first().textContent()).toMatch(/photo$/);
      await eventually(() => page.locator("img.row-picture").count()).toBeGreaterThan(0);
      await page.getByRole("grid").focus();
      await page.keyboard.press("Home");
      await page.keyboard.press("Enter");
      await page.getByRole("tab").first().waitFor();
      await eventually(() => new URL(page.url()).hash).toContain("row=");
      await page.goBack();
      await eventually(() => status.textContent()).toBe("60 runs");
      await page.getByRole("grid").focus();
      for (const key of ["Home", " ", "ArrowDown", " "]) await page.keyboard.press(key);
      await page.getByRole("button", { name: "Compare two" }).click();
      await page.getByRole("tab").first().waitFor();
      const beside = page.getByRole("combobox", { name: "Compare with" }).locator("option:checked");
      await eventually(() => beside.textContent()).toBe("cartoon");
      await page.getByRole("button", { name: "Table", exact: true }).click();
      await eventually(() => status.textContent()).toBe("60 runs");
    },
  );

  browserTest("of 100 000 rows has in the page only those in sight", async ({ page }) => {
    await page.goto(await view(study(100_000)));
    const grid = page.getByRole("grid");
    await eventually(() => grid.getAttribute("aria-rowcount")).toBe("100002");
    await grid.focus();
    await page.keyboard.press("End");
    await eventually(() => page.locator(".lines .link").last().textContent()).toBe("runs/run_099999");
    expect(await page.locator(".lines .line").count()).toBeLessThan(40);
    await page.getByRole("button", { name: "Scatter plot" }).click();
    await page.getByRole("combobox", { name: "Across" }).selectOption("cfg");
    const plot = page.getByRole("group", { name: /^100000 runs\. Across: / });
    await eventually(() => plot.getAttribute("aria-label")).not.toContain("reading");
    const box = await plot.boundingBox();
    if (!box) throw new Error("the plot is not on the page");
    await page.locator(".scatter-axes").getByText("cfg (factor)").waitFor();
    await plot.focus();
    await page.keyboard.press("ArrowRight");
    await page
      .locator(".scatter-tip")
      .getByText(/runs\/run_|photo|cartoon/)
      .waitFor();
    await page.keyboard.press(" ");
    await page.getByText("1 selected", { exact: true }).waitFor();
    await page.keyboard.press(" ");
    await page.getByText("1 selected", { exact: true }).waitFor({ state: "detached" });
    await page.mouse.move(box.x + 20, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 20, box.y + box.height - 10, { steps: 4 });
    await page.mouse.up();
    await page.getByText(/^\d+ selected$/).waitFor();
    expect(await page.getByRole("button", { name: /^Compare \d+$/ }).isDisabled()).toBe(true);
  });

  browserTest(
    "fits on a phone",
    async ({ page }) => {
      await page.goto(await view(study(60)));
      await page.locator(".lines .link").first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      await page.getByText(/^Columns \(\d+\)$/).click();
      await page.getByRole("checkbox", { name: "seed" }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    },
    PHONE,
  );
});
