import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";

interface Metadata {
  readonly steps: number;
  readonly prompt: { readonly words: readonly { readonly text: string }[] };
}

/** A run's folder, and what the viewer calls it where that is not the folder's name. */
export type Shown = string | { readonly folder: string; readonly name: string };

/** The page shows a run, by its name, words and number of steps, and beside it another one, or none. */
export async function expectRuns(page: Page, run: Shown, compared: Shown | null): Promise<void> {
  const { folder, name } = typeof run === "string" ? { folder: run, name: basename(run) } : run;
  const picker = page.getByRole("combobox", { name: "Run", exact: true });
  await picker.waitFor();
  expect(await picker.locator("option:checked").textContent()).toBe(name);
  const beside = page.getByRole("combobox", { name: "Compare with" });
  const other =
    compared === null || typeof compared === "string" ? compared && basename(compared) : compared.name;
  expect(await beside.locator("option:checked").textContent()).toBe(other ?? "nothing");
  const metadata = metadataOf(folder);
  const words = page.getByRole("region", { name: "Words" }).getByRole("group").first().getByRole("button");
  expect(await words.allTextContents()).toEqual(metadata.prompt.words.map((word) => word.text));
  const steps = page.getByRole("slider", { name: "Step" });
  expect(await steps.getAttribute("max")).toBe(String(metadata.steps - 1));
}

/** A run's metadata.json. */
export function metadataOf(folder: string): Metadata {
  return JSON.parse(readFileSync(join(folder, "metadata.json"), "utf8")) as Metadata;
}
