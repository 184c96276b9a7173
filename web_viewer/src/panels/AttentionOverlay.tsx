import { BitmapCanvas } from "../drawing/BitmapCanvas.tsx";
import { HeatCanvas } from "../drawing/HeatCanvas.tsx";
import { Legend } from "../drawing/Legend.tsx";
import type { Run } from "../run/types.ts";
import { hasEffects } from "../run/effects.ts";
import { type Source, sourcesOf } from "../run/sources.ts";
import { gridName } from "../run/names.ts";
import { useSource } from "../reading/effects.ts";
import { useImage } from "../reading/loading.ts";
import { useSelectedTerms } from "../reading/selection.ts";
import { useSeen } from "../state/store.ts";
import { Agreement } from "./Agreement.tsx";
import { Measured } from "./Measured.tsx";
import { Missing } from "./Panel.tsx";
import { PlaceFrame } from "./PlaceFrame.tsx";
import { SourceChoice } from "./SourceChoice.tsx";
import { text } from "../text/text.ts";
import { touched } from "../text/touch.ts";
import { useAttentionMap, useEffectMap, useGatherMap, type WordMap } from "./wordMap.ts";

interface OverlayProps {
  readonly run: Run;
  readonly step: number;
  /** Whether there is little room for what is said of effects. */
  readonly brief?: boolean;
}

/**
 * The picture with the map of the selected words over it: their attention, their effect, one beside the other, or what
 * they look at. Hovering names the words of a place, a click keeps it.
 */
export function AttentionOverlay({ run, step, brief = false }: OverlayProps) {
  const source = useSource(run);
  const { terms } = useSelectedTerms(run);
  const attention = useAttentionMap(run, step);
  const effect = useEffectMap(run, step);
  const gather = useGatherMap(run, step, source === "gather");
  const chosen = terms.length > 0;
  const short = source === "both" || (brief && source !== "gather" && hasEffects(run));
  const maps = {
    attention: [attention],
    effect: [effect],
    both: [attention, effect],
    gather: [gather],
  }[source];
  const words = terms.map((t) => t.text).join(" + ");
  return (
    <figure className="overlay-figure">
      {maps.length === 1 ? (
        <Over run={run} step={step} map={chosen ? maps[0] : undefined} />
      ) : (
        <div className="side-by-side">
          {maps.map((map, i) => (
            <Over key={i} run={run} step={step} map={chosen ? map : undefined} />
          ))}
        </div>
      )}
      <SourceChoice run={run} />
      {chosen && (
        <div className={maps.length === 1 ? "stack" : "side-by-side"}>
          {maps.map((map, i) => (
            <Said key={i} run={run} map={map} words={words} short={short}>
              {source === "effect" && !short && <Measured run={run} step={step} />}
            </Said>
          ))}
        </div>
      )}
      {(source === "effect" || source === "both") && (short || !chosen) && (
        <p className="small soft">
          <Measured run={run} step={step} />
        </p>
      )}
      {source === "both" && chosen && <Agreement run={run} step={step} />}
      {!chosen && <p className="small soft">{invitation(source)}</p>}
    </figure>
  );
}

function invitation(source: Source): string {
  const see = {
    attention: text("Choose a word to see where the model looks for it."),
    effect: text("Choose a word to see what changes without it."),
    both: text("Choose a word to see where the model looks for it, and what changes without it."),
    gather: text("Choose a word to see where it looks."),
  }[source];
  const ask = touched()
    ? text("Tap the picture to see which words a place looks at.")
    : text("Point at the picture to see which words a place looks at.");
  return `${see} ${ask}`;
}

function Over({ run, step, map }: { run: Run; step: number; map: WordMap | undefined }) {
  const opacity = useSeen((s) => s.opacity);
  const smooth = useSeen((s) => s.smooth);
  const kind = run.has.x0Images[step] ? "x0" : "latent";
  const image = useImage(run, kind, step);
  return (
    <PlaceFrame run={run}>
      <BitmapCanvas
        bitmap={image.value}
        label={
          kind === "x0"
            ? text("The model’s guess at step {step}", { step: step + 1 })
            : text("Image at step {step}", { step: step + 1 })
        }
      />
      {map && !map.why && (
        <HeatCanvas className="over" heat={map.heat} smooth={smooth} opacity={opacity} label={map.label} />
      )}
    </PlaceFrame>
  );
}

interface SaidProps {
  readonly run: Run;
  readonly map: WordMap;
  readonly words: string;
  readonly short: boolean;
  readonly children: React.ReactNode;
}

/** What a map shows, its colours and its cells; or why there is none. */
function Said({ run, map, words, short, children }: SaidProps) {
  const smooth = useSeen((s) => s.smooth);
  return (
    <div className="stack">
      {map.why ? (
        <>
          <Missing>{map.why}</Missing>
          {children && <p className="small soft">{children}</p>}
        </>
      ) : (
        <>
          {sourcesOf(run).length > 1 && !short && <p className="small">{map.says}</p>}
          <Legend
            table={map.table}
            domain={map.scale.domain}
            caption={short ? map.brief : map.scale.caption}
          />
          {map.grid && !short && (
            <p className="small soft">
              {smooth
                ? text("{words}: {grid} cells, drawn smoothly", { words, grid: gridName(map.grid) })
                : text("{words}: {grid} cells", { words, grid: gridName(map.grid) })}
              {children && ". "}
              {children}
            </p>
          )}
        </>
      )}
      {map.error && <Missing>{text("The map can’t be read: {reason}", { reason: map.error })}</Missing>}
    </div>
  );
}
