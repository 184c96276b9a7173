/** From where to where the colours of maps go. */
import { useMemo } from "react";

import type { Condition, Run } from "../run/types.ts";
import { extent } from "../maths/vectors.ts";
import { useSeen } from "../state/store.ts";
import { useLayerSummary } from "./summary.ts";
import { text } from "../text/text.ts";

export interface MapScale {
  readonly domain: readonly [number, number];
  /** What the upper end is, in words. */
  readonly caption: string;
}

/** The scale of the maps of a conditioning's words in a layer; `values` is the map that is drawn, if any. */
export function useMapScale(
  run: Run | null,
  layer: string | null,
  condition: Condition | undefined,
  values: Float32Array | undefined,
): MapScale {
  const mode = useSeen((s) => s.scale);
  const summary = useLayerSummary(mode === "normalised" ? null : run, layer, condition);
  return useMemo(() => {
    if (mode === "normalised") {
      return {
        domain: [0, (values && extent(values)?.[1]) || 1],
        caption: text("share of attention; this map alone, stretched to its own largest value"),
      };
    }
    const caption = text("share of attention; the same scale for all words and steps of this layer");
    const part =
      summary && summary.read < summary.total
        ? ` ${text("({read} of {total} steps read)", { read: summary.read, total: summary.total })}`
        : "";
    return { domain: [0, summary?.largest || 1], caption: caption + part };
  }, [mode, summary, values]);
}
