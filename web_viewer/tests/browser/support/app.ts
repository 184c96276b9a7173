import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import { eventually } from "./viewer.ts";

interface Metadata {
  readonly steps: number;
  readonly prompt: { readonly words: readonly { readonly text: string }[] };
}

/** A run's folder, and what the viewer calls it where that is not the folder's name. */
export type Shown = string | { readonly folder: string; readonly name: string };

/** Wait until the page shows a run, by its name, words and number of steps, and beside it another one, or none. */
export async function expectRuns(page: Page, run: Shown, compared: Shown | null): Promise<void> {
  const metadata = metadataOf(typeof run === "string" ? run : run.folder);
  const chosen = (name: string) =>
    page.getByRole("combobox", { name, exact: true }).locator("option:checked");
  const words = page.locator(".places .word .token");
  const steps = page.getByRole("slider", { name: "Step" });
  await chosen("Run").waitFor({ state: "attached" });
  const shown = async () => ({
    run: await chosen("Run").textContent(),
    beside: await chosen("Compare with").textContent(),
    words: await words.allTextContents(),
    last: await steps.getAttribute("max"),
  });
  await eventually(shown).toEqual({
    run: nameOf(run),
    beside: compared === null ? "none" : nameOf(compared),
    words: metadata.prompt.words.map(({ text }) => text),
    last: String(metadata.steps - 1),
  });
}

/** A run's metadata.json. */
export function metadataOf(folder: string): Metadata {
  return JSON.parse(readFileSync(join(folder, "metadata.json"), "utf8")) as Metadata;
}

function nameOf(run: Shown): string {
  return typeof run === "string" ? basename(run) : run.name;
}
