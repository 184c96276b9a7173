/** Reading ahead: the steps around the one shown, for the pictures and the maps on the screen. */
import { useEffect } from "react";

import type { Run } from "../run/types.ts";
import { useApp } from "../state/store.ts";
import { useAlignment } from "./aligned.ts";
import { sameLayer } from "../run/layers.ts";

/** Nearest first; forward before backward, as playing goes. */
const AHEAD = [1, -1, 2, -2, 3];

export function usePrefetch(): void {
  const run = useApp((s) => s.primary);
  const other = useApp((s) => s.compared);
  const step = useApp((s) => s.step);
  const layer = useApp((s) => s.layer);
  const alignment = useAlignment();
  useEffect(() => {
    if (!run) return;
    // What is shown now is asked for by its panel first.
    const timer = setTimeout(() => {
      for (const offset of AHEAD) {
        const there = step + offset;
        if (there < 0 || there >= run.steps) continue;
        readStep(run, there, there, layer);
        if (other) {
          const own = run.layers.find((l) => l.id === layer);
          const theirs = own ? (sameLayer(other, own)?.id ?? null) : null;
          readStep(other, alignment.evaluated[there] ?? there, alignment.stepped[there] ?? there, theirs);
        }
      }
    }, 30);
    return () => {
      clearTimeout(timer);
    };
  }, [run, other, step, layer, alignment]);
}

/** What fails here fails again, and is told, when it is shown. */
const ignore = () => undefined;

function readStep(run: Run, step: number, latentStep: number, layer: string | null): void {
  if (run.has.images[latentStep]) run.image("latent", latentStep).catch(ignore);
  if (run.has.x0Images[step]) run.image("x0", step).catch(ignore);
  for (const condition of run.conditions.slice(0, 2)) {
    const entry = layer === null ? undefined : run.mapEntry(layer, step, condition.id);
    if (entry) run.map(entry).catch(ignore);
  }
}
