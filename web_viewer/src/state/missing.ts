/** Why a map is not there, in the run's own words where it says so. */
import type { NotRecorded, Run } from "../run/types.ts";
import { text } from "../text/text.ts";

export function whyMissing(run: Run, layer: string | null, step: number): string {
  const here = run.layers.find((l) => l.id === layer);
  const names = [layer, here?.name].filter((n) => typeof n === "string");
  // A note on single heads does not explain why their mean is missing.
  const notes = run.notRecorded.filter((n) => !n.what.includes("head"));
  const said =
    notes.find((n) => names.some((name) => isNamed(n, name))) ??
    notes.find((n) => n.what.includes("attention"));
  if (said) return text("Not recorded ({what}, {where}): {reason}", { ...said });
  return text("No map of this layer is listed at step {step}.", { step: step + 1 });
}

/** Whether a note's place names a layer: "layer_1" is not in "layer_10". */
function isNamed(note: NotRecorded, name: string): boolean {
  return note.where.split(/[\s,;]+/).some((part) => part.replace(/[.:]$/, "") === name);
}
