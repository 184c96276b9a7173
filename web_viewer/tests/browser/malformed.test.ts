import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { buildCases } from "./support/cases.ts";
import { browserTest } from "./support/page.ts";
import { DIST } from "./support/places.ts";
import { staticHost } from "./support/servers.ts";
import { eventually, everyTab, stepSlider, tab } from "./support/viewer.ts";

const UNUSABLE = ["json-missing--metadata"];
const PARTLY = [
  "json-syntax--truncated",
  "json-missing",
  "json-duplicate-key",
  "json-non-finite--nan",
  "schema-type--steps",
  "schema-version--two",
  "path-unsafe--parent",
  "layer-unknown--map",
  "map-size--truncated",
  "array-unreadable--truncated",
  "file-missing--map",
  "map-shape--tokens",
];
const cases = buildCases(...UNUSABLE, ...PARTLY);

describe("a malformed run", () => {
  for (const name of PARTLY) {
    browserTest(`shows what it can and says where it is broken: ${name}`, async ({ page, problems }) => {
      await open(page, name);
      await stepSlider(page).waitFor();
      const check = (await tab(page, "Provenance")).getByRole("region", { name: "Check of run" });
      await check.getByRole("button", { name: "Check every file" }).click();
      await check.getByText("every file was checked").waitFor();
      await expectTold(page, name);
      await everyTab(page);
      await page.keyboard.press("End");
      await page.getByRole("button", { name: "Story" }).click();
      await page.getByRole("heading", { name: "Noise to picture" }).waitFor();
      expectNoException(problems);
    });
  }

  for (const name of UNUSABLE) {
    browserTest(`that can't be used is told, on a page that goes on: ${name}`, async ({ page, problems }) => {
      await open(page, name);
      await eventually(() => page.getByRole("alert").locator("summary").textContent()).toBe(
        "run can’t be opened.",
      );
      await expectTold(page, name);
      await page.getByRole("button", { name: "Open a run" }).click();
      await page.getByRole("button", { name: "a yellow star" }).click();
      await stepSlider(page).waitFor();
      expectNoException(problems);
    });
  }

  browserTest("at an address without one is told, too", async ({ page, problems }) => {
    await page.goto(`${await staticHost({ "/": DIST })}/?run=nowhere#view=workbench`);
    await eventually(() => page.getByRole("alert").textContent()).toMatch(
      /nowhere can’t be opened\..*metadata\.json: .*missing/,
    );
    expectNoException(problems);
  });
});

async function open(page: Page, name: string): Promise<void> {
  const host = await staticHost({ "/run/": cases.folder(name), "/": DIST });
  await page.goto(`${host}/?run=run#view=workbench`);
}

/** The rule that the case breaks is told at the files and keys where Python finds it broken. */
async function expectTold(page: Page, name: string): Promise<void> {
  const expected = cases.found(name).filter(([rule]) => name.startsWith(rule));
  expect(expected.length).toBeGreaterThan(0);
  const told = await page.locator(".problems li").evaluateAll((items) =>
    items.map((item) => ({
      place: item.querySelector("code")?.textContent ?? "",
      message: item.childNodes[2]?.textContent ?? "",
      rule: item.querySelector(".soft")?.textContent ?? "",
    })),
  );
  for (const { message } of told) expect(message).toMatch(/.{8,}/);
  const pairs = told.map(({ rule, place }) => `${rule} ${place}`);
  expect(pairs).toEqual(expect.arrayContaining(expected.map(([rule, place]) => `(${rule}) ${place}`)));
}

/** A browser tells each file that is missing in its console. */
function expectNoException(problems: string[]): void {
  expect(problems.splice(0).filter((p) => !p.startsWith("console: Failed to load resource"))).toEqual([]);
}
