import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./temporary.ts";

/** A copy of a run below another name, gone when the test ends; its folder. */
export function copyOf(run: string, name: string): string {
  const folder = join(temporaryFolder(), name);
  cpSync(run, folder, { recursive: true });
  return folder;
}

/** JSON that a test takes apart. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any key of any file
export type Json = any;

/** Change a JSON file of a run. */
export function edit(run: string, file: string, change: (content: Json) => void): void {
  const content: Json = JSON.parse(readFileSync(join(run, file), "utf8"));
  change(content);
  writeFileSync(join(run, file), JSON.stringify(content));
}

/** Keep a run's first steps alone, in all of its files but the arrays, which it then lacks. */
export function shorten(run: string, steps: number): void {
  const first = (list: Json[]) => list.slice(0, steps);
  const early = (list: Json[]) => list.filter((entry) => entry.step < steps);
  edit(run, "metadata.json", (metadata) => {
    metadata.steps = steps;
    metadata.complete = false;
    for (const key of ["timesteps", "images", "x0_images"]) metadata[key] = first(metadata[key]);
    for (const key of ["attention_files", "attention_files_extra", "guidance_maps"])
      metadata[key] = early(metadata[key]);
    metadata.generator.sigmas = metadata.generator.sigmas.slice(0, steps + 1);
    metadata.generator.model_evaluations = first(metadata.generator.model_evaluations);
    metadata.artifacts.latents_noise = null;
  });
  edit(run, "metrics.json", (metrics) => {
    for (const [key, value] of Object.entries(metrics)) if (Array.isArray(value)) metrics[key] = first(value);
  });
  edit(run, "latent_pca.json", (pca) => {
    pca.points = first(pca.points);
    pca.x0_points = first(pca.x0_points);
  });
}
