import { useMemo } from "react";

import { colourTable } from "../drawing/colours.ts";
import { HeatCanvas } from "../drawing/HeatCanvas.tsx";
import type { Run } from "../run/types.ts";
import { onWholeImage } from "../maths/areas.ts";
import { termMap } from "../maths/words.ts";
import { useMap } from "../reading/loading.ts";
import { useMapScale } from "../reading/summary.ts";
import { useSelectedTerms } from "../reading/selection.ts";
import { useSeen, show, useAppStore } from "../state/store.ts";
import { aspect, shape } from "./Fitted.tsx";
import { Missing } from "./Panel.tsx";

/** The selected words in each single head of the layer, beside their mean. */
export function Heads({ run, step }: { run: Run; step: number }) {
  const layer = useSeen((s) => s.layer);
  const { terms } = useSelectedTerms(run);
  const heads = layer ? run.headsOf(layer) : [];
  if (heads.length === 0) {
    const with_ = run.layers
      .filter((l) => l.type === "cross" && run.headsOf(l.id).length > 0)
      .map((l) => l.name);
    return (
      <Missing>
        Single heads of this layer were not recorded.{" "}
        {with_.length > 0
          ? `They were recorded for ${with_.join(", ")}.`
          : "To record them, set “heads” to “each” in Capture Settings."}
      </Missing>
    );
  }
  if (terms.length === 0) return <Missing>Choose a word to see what each head looks at.</Missing>;
  return (
    <div className="heads" style={shape(run)}>
      {[null, ...heads].map((head) => (
        <Head key={head ?? "mean"} run={run} step={step} head={head} />
      ))}
    </div>
  );
}

function Head({ run, step, head }: { run: Run; step: number; head: number | null }) {
  const app = useAppStore();
  const layer = useSeen((s) => s.layer);
  const chosen = useSeen((s) => s.head);
  const colourMap = useSeen((s) => s.colourMap);
  const smooth = useSeen((s) => s.smooth);
  const { condition, terms } = useSelectedTerms(run);
  const map = useMap(run, layer, step, condition?.id, head);
  const placed = useMemo(() => {
    if (!map.value) return undefined;
    const tokens = terms.flatMap((t) => t.tokens);
    return onWholeImage(run, condition, termMap(map.value, tokens), map.value.entry.grid);
  }, [run, condition, map.value, terms]);
  const { values, grid } = placed ?? {};
  const scale = useMapScale(run, layer, condition, values);
  const heat = useMemo(
    () =>
      values && grid ? { values, grid, domain: scale.domain, table: colourTable(colourMap) } : undefined,
    [values, grid, scale.domain, colourMap],
  );
  const name = head === null ? "mean" : `head ${String(head)}`;
  return (
    <button
      className="head"
      aria-pressed={chosen === head}
      onClick={() => {
        show(app, { head });
      }}
    >
      <span className="frame" style={aspect(run)}>
        {map.listed ? (
          <HeatCanvas heat={heat} smooth={smooth} label={`${name} at step ${String(step + 1)}`} />
        ) : (
          "–"
        )}
      </span>
      <span className="small">{name}</span>
    </button>
  );
}
