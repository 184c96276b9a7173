import { useMemo } from "react";

import { colourTable } from "../drawing/colours.ts";
import { BitmapCanvas } from "../drawing/BitmapCanvas.tsx";
import { HeatCanvas } from "../drawing/HeatCanvas.tsx";
import { Legend } from "../drawing/Legend.tsx";
import type { Run } from "../run/types.ts";
import { gridName } from "../run/names.ts";
import { useImage } from "../reading/loading.ts";
import { useMapScale } from "../reading/summary.ts";
import { useSelection } from "../reading/selection.ts";
import { useSeen } from "../state/store.ts";
import { Missing } from "./Panel.tsx";
import { PlaceFrame } from "./PlaceFrame.tsx";
import { text } from "../text/text.ts";
import { touched } from "../text/touch.ts";

/** The picture with the map of the selected words over it. Hovering names the words of a place, a click keeps it. */
export function AttentionOverlay({ run, step }: { run: Run; step: number }) {
  const layer = useSeen((s) => s.layer);
  const opacity = useSeen((s) => s.opacity);
  const smooth = useSeen((s) => s.smooth);
  const colourMap = useSeen((s) => s.colourMap);
  const kind = run.has.x0Images[step] ? "x0" : "latent";
  const image = useImage(run, kind, step);
  const selection = useSelection(run, layer, step);
  const chosen = selection.terms.length > 0;
  const scale = useMapScale(chosen ? run : null, layer, selection.condition, selection.values);
  const table = colourTable(colourMap);
  const heat = useMemo(
    () =>
      selection.values && selection.grid
        ? { values: selection.values, grid: selection.grid, domain: scale.domain, table }
        : undefined,
    [selection.values, selection.grid, scale.domain, table],
  );
  const words = selection.terms.map((t) => t.text).join(" + ");
  return (
    <figure className="overlay-figure">
      <PlaceFrame run={run}>
        <BitmapCanvas
          bitmap={image.value}
          label={
            kind === "x0"
              ? text("The model’s guess at step {step}", { step: step + 1 })
              : text("Image at step {step}", { step: step + 1 })
          }
        />
        {chosen && selection.listed && (
          <HeatCanvas
            className="over"
            heat={heat}
            smooth={smooth}
            opacity={opacity}
            label={text("Attention to {words} at step {step}", { words, step: step + 1 })}
          />
        )}
      </PlaceFrame>
      {chosen && selection.listed && (
        <>
          <Legend table={table} domain={scale.domain} caption={scale.caption} />
          {selection.grid && (
            <p className="small soft">
              {smooth
                ? text("{words}: {grid} cells, drawn smoothly", { words, grid: gridName(selection.grid) })
                : text("{words}: {grid} cells", { words, grid: gridName(selection.grid) })}
            </p>
          )}
        </>
      )}
      {chosen && !selection.listed && <Missing>{selection.why}</Missing>}
      {selection.error && (
        <Missing>{text("The map can’t be read: {reason}", { reason: selection.error })}</Missing>
      )}
      {!chosen && (
        <p className="small soft">
          {touched()
            ? text("Choose a word to see where the model looks for it, or tap the picture.")
            : text("Choose a word to see where the model looks for it, or point at the picture.")}
        </p>
      )}
    </figure>
  );
}
