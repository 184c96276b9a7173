import { useMemo } from "react";

import { BitmapCanvas } from "../drawing/BitmapCanvas.tsx";
import { type ColourTable, colourTable } from "../drawing/colours.ts";
import { HeatCanvas } from "../drawing/HeatCanvas.tsx";
import { halfOf, outline } from "../maths/halves.ts";
import { useImage } from "../reading/loading.ts";
import { type Change, type RemovedWord } from "../reading/removals.ts";
import type { Run } from "../run/types.ts";
import { type Mark, useSeen } from "../state/store.ts";
import { Fitted } from "./Fitted.tsx";
import { Missing } from "./Panel.tsx";

interface Props {
  readonly run: Run;
  /** Null: the picture with all words. */
  readonly word: RemovedWord | null;
  readonly change: Change;
  readonly mark: Mark;
}

/** The final picture, of the whole prompt or without a word, and where it changed. */
export function WithoutPicture({ run, word, change, mark }: Props) {
  const kind = word ? "without" : "latent";
  const number = word?.number ?? run.steps - 1;
  const listed = (word ? run.has.without : run.has.images)[number] === true;
  const image = useImage(run, kind, number);
  const smooth = useSeen((s) => s.smooth);
  const opacity = useSeen((s) => s.opacity);
  const scale = useChangeScale(change);
  const { values, grid } = change;
  const heat = useMemo(
    () => (values && grid ? { values, grid, ...scale } : undefined),
    [values, grid, scale],
  );
  const path = useMemo(() => (values && grid ? outline(halfOf(values), grid) : ""), [values, grid]);
  return (
    <>
      <Fitted run={run}>
        <div className="frame">
          {listed ? (
            <BitmapCanvas
              bitmap={image.value}
              label={word ? `The final picture without “${word.text}”` : "The final picture"}
            />
          ) : (
            <Missing>No such picture is listed.</Missing>
          )}
          {word && mark === "colours" && (
            <HeatCanvas
              className="over"
              heat={heat}
              smooth={smooth}
              opacity={opacity}
              label={`Where the picture changes without “${word.text}”`}
            />
          )}
          {word && mark === "outline" && path && grid && (
            <svg
              className="over changed"
              viewBox={`0 0 ${String(grid[1])} ${String(grid[0])}`}
              preserveAspectRatio="none"
              role="img"
              aria-label={`Outline of half of the change without “${word.text}”`}
            >
              <path className="halo" d={path} />
              <path d={path} />
            </svg>
          )}
          <span className="tag left">{word ? `without “${word.text}”` : "all words"}</span>
        </div>
      </Fitted>
      {image.error && <Missing>The image can’t be read: {image.error}</Missing>}
    </>
  );
}

/** The colours of changes: one scale for all words, or for each alone, as the view has it. */
export function useChangeScale({ values, largest }: Change): {
  readonly domain: readonly [number, number];
  readonly table: ColourTable;
} {
  const shared = useSeen((s) => s.scale) === "absolute";
  const table = colourTable(useSeen((s) => s.colourMap));
  return useMemo(() => {
    const own = values?.reduce((most, value) => Math.max(most, value), 0);
    return { domain: [0, (shared ? largest : own) || 1], table };
  }, [shared, table, values, largest]);
}
