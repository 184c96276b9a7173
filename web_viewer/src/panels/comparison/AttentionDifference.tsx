import { useMemo } from "react";

import { differenceTable } from "../../drawing/colours.ts";
import { BitmapCanvas } from "../../drawing/BitmapCanvas.tsx";
import { HeatCanvas } from "../../drawing/HeatCanvas.tsx";
import { Legend } from "../../drawing/Legend.tsx";
import type { Run } from "../../run/types.ts";
import { commonTokens, wordDifference } from "../../maths/beside.ts";
import { sameLayer } from "../../run/layers.ts";
import { useImage, useMap } from "../../reading/loading.ts";
import { useSelectedTerms } from "../../reading/selection.ts";
import { useSeen } from "../../state/store.ts";
import { text } from "../../text/text.ts";
import { aspect } from "../WipeFrame.tsx";
import { Missing } from "../Panel.tsx";

interface Props {
  readonly run: Run;
  readonly step: number;
  readonly other: Run;
  readonly otherStep: number;
}

/** Where the other run attends more (red) or less (blue) to a word that both prompts have. */
export function AttentionDifference({ run, step, other, otherStep }: Props) {
  const layerId = useSeen((s) => s.layer);
  const smooth = useSeen((s) => s.smooth);
  const opacity = useSeen((s) => s.opacity);
  const { condition, terms } = useSelectedTerms(run);
  const layer = run.layers.find((l) => l.id === layerId);
  const theirLayer = layer ? sameLayer(other, layer) : null;
  const theirCondition = other.conditions.find((c) => c.polarity === condition?.polarity);
  const tokens = useMemo(
    () => condition && theirCondition && commonTokens(terms, condition, theirCondition),
    [terms, condition, theirCondition],
  );
  const mine = useMap(run, layerId, step, condition?.id);
  const theirs = useMap(other, theirLayer?.id ?? null, otherStep, theirCondition?.id);
  const image = useImage(run, run.has.x0Images[step] ? "x0" : "latent", step);
  const difference = useMemo(() => {
    if (!mine.value || !theirs.value || !tokens || !condition || !theirCondition) return null;
    const { values, grid } = wordDifference(
      { run, condition, map: mine.value, tokens: tokens[0] },
      { run: other, condition: theirCondition, map: theirs.value, tokens: tokens[1] },
    );
    const limit = values.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-6);
    return { values, grid, domain: [-limit, limit] as const, table: differenceTable() };
  }, [run, other, condition, theirCondition, mine.value, theirs.value, tokens]);
  if (terms.length === 0) return <Missing>{text("Choose a word that both prompts have.")}</Missing>;
  const words = terms.map((t) => t.text).join(" + ");
  if (!tokens)
    return <Missing>{text("“{words}” is not in the prompt of {run}.", { words, run: other.name })}</Missing>;
  if (!theirLayer)
    return (
      <Missing>
        {text("{run} did not record the layer {layer}.", { run: other.name, layer: layer?.name ?? "" })}
      </Missing>
    );
  if (!mine.listed || !theirs.listed)
    return <Missing>{text("One of the runs has no map at this step.")}</Missing>;
  return (
    <figure className="overlay-figure">
      <div className="frame" style={aspect(run)}>
        <BitmapCanvas
          bitmap={image.value}
          label={text("{run}, step {step}", { run: run.name, step: step + 1 })}
        />
        <HeatCanvas
          className="over"
          heat={difference ?? undefined}
          smooth={smooth}
          opacity={Math.max(opacity, 0.75)}
          label={text("Attention to {words}: {other} minus {run}", {
            words,
            other: other.name,
            run: run.name,
          })}
        />
      </div>
      {difference && (
        <Legend
          table={differenceTable()}
          domain={difference.domain}
          caption={text(
            "“{words}”: red where {other} attends more, blue where {run} does, on a scale for this pair alone",
            { words, other: other.name, run: run.name },
          )}
        />
      )}
    </figure>
  );
}
