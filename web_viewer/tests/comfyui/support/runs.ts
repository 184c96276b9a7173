import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { inject } from "vitest";

/** A run's folder in ComfyUI's output. */
export function runFolder(name: string): string {
  return join(inject("base"), "output/diffulizer", name);
}

/** Names of runs that begin with a prefix. */
export function runsNamed(prefix: string): string[] {
  const folder = join(inject("base"), "output/diffulizer");
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.startsWith(prefix))
        .sort()
    : [];
}

interface StoredPass {
  readonly id: string;
  readonly state: string;
  readonly seed: number;
  readonly steps: readonly number[];
}

/** The passes that the server keeps, newest first. */
export async function keptPasses(): Promise<readonly StoredPass[]> {
  const answer = await fetch(`${inject("server")}/diffulizer/live`);
  return ((await answer.json()) as { passes: StoredPass[] }).passes;
}

interface KeptMaps {
  readonly grid: readonly [number, number];
  readonly rows: readonly number[];
  readonly peaks: readonly number[];
  readonly values: string;
}

interface KeptStep {
  readonly picture: string;
  /** Of the first prompt, in the layer that is named. */
  readonly maps: { readonly layer: string; readonly of: { readonly c0: KeptMaps } };
  readonly effects: Pick<KeptMaps, "grid" | "values"> | null;
}

export function keptStep(pass: string, step: number): KeptStep {
  const file = `step_${String(step).padStart(4, "0")}.json`;
  const folder = join(inject("base"), "temp/diffulizer/live", pass);
  return JSON.parse(readFileSync(join(folder, file), "utf8")) as KeptStep;
}

/** What the server keeps as the picture of a step, decoded by the page as its panel decodes it. */
export async function keptPicture(page: Page, pass: string, step: number): Promise<Uint8Array> {
  const { picture } = keptStep(pass, step);
  const values = await page.evaluate(async (base64) => {
    const reply = await fetch(`data:image/jpeg;base64,${base64}`);
    const bitmap = await createImageBitmap(await reply.blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    context?.drawImage(bitmap, 0, 0);
    return [...(context?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? [])];
  }, picture);
  return Uint8Array.from(values);
}
