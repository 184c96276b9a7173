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
        readStep(run, there, layer);
        if (other) {
          const own = run.layers.find((l) => l.id === layer);
          readStep(other, alignment[there] ?? there, own ? (sameLayer(other, own)?.id ?? null) : null);
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

function readStep(run: Run, step: number, layer: string | null): void {
  for (const kind of ["latent", "x0"] as const) {
    if ((kind === "latent" ? run.has.images : run.has.x0Images)[step]) run.image(kind, step).catch(ignore);
  }
  for (const condition of run.conditions.slice(0, 2)) {
    const entry = layer === null ? undefined : run.mapEntry(layer, step, condition.id);
    if (entry) run.map(entry).catch(ignore);
  }
}
