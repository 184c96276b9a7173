/** Why a map is not there, in the run's own words where it says so. */
import type { Run } from "../dataset/types.ts";

export function whyMissing(run: Run, layer: string | null, step: number): string {
  const here = run.layers.find((l) => l.id === layer);
  const names = [layer, here?.name].filter((n) => typeof n === "string");
  const said =
    run.notRecorded.find((n) => names.some((name) => n.where.includes(name))) ??
    run.notRecorded.find((n) => n.what.includes("attention"));
  if (said) return `Not recorded (${said.what}, ${said.where}): ${said.reason}`;
  return `No map of this layer is listed at step ${String(step + 1)}.`;
}
