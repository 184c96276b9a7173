import { type ReactNode, useMemo, useRef } from "react";

import { BitmapCanvas } from "../drawing/BitmapCanvas.tsx";
import { colourTable, wordColour } from "../drawing/colours.ts";
import { HeatCanvas } from "../drawing/HeatCanvas.tsx";
import { TintCanvas } from "../drawing/TintCanvas.tsx";
import { onWholeImage } from "../maths/areas.ts";
import { termMap } from "../maths/words.ts";
import { PlaceMark, usePlaces } from "../panels/PlaceFrame.tsx";
import { SourceChoice } from "../panels/SourceChoice.tsx";
import { useEffectScale, useSource } from "../reading/effects.ts";
import { useEffectsAt, useImage, useMap } from "../reading/loading.ts";
import { useMapScale } from "../reading/summary.ts";
import { findEffect, nearestEffects } from "../run/effects.ts";
import type { Term } from "../run/terms.ts";
import type { Run } from "../run/types.ts";
import { useApp } from "../state/store.ts";
import { text } from "../text/text.ts";
import { PlaceWords } from "./PlaceWords.tsx";

interface Props {
  readonly run: Run;
  readonly step: number;
  readonly layer: string | null;
  /** Words whose maps lie over the picture: one as in the viewer, several each in its colour. */
  readonly words: readonly Term[];
  /** Whether words are named by their tags. */
  readonly tags: boolean;
  readonly ratio: number;
  /** What lies over the picture's edges. */
  readonly children: ReactNode;
}

/** The picture of a step with the map over it, or with both kinds of maps beside each other. */
export function PassPicture({ run, ratio, children, ...shown }: Props) {
  const source = useSource(run);
  const kinds: readonly ("attention" | "effect")[] =
    source === "both" ? ["attention", "effect"] : [source === "effect" ? "effect" : "attention"];
  const count = kinds.length;
  return (
    <div className="picture-room">
      <div
        className="frame"
        style={{
          aspectRatio: String(count / ratio),
          width: `min(100cqw, ${String((100 * count) / ratio)}cqh)`,
        }}
      >
        {kinds.map((kind, i) => (
          <div
            key={kind}
            className="half"
            style={{ left: `${String((100 * i) / count)}%`, width: `${String(100 / count)}%` }}
          >
            <Half run={run} kind={kind} {...shown} />
          </div>
        ))}
        <SourceChoice run={run} />
        {children}
      </div>
    </div>
  );
}

type HalfProps = Omit<Props, "ratio" | "children"> & { readonly kind: "attention" | "effect" };

/** One picture with one map. Pointing at it names the words that the place looks at; a click keeps it. */
function Half({ run, step, layer, words, tags, kind: of }: HalfProps) {
  const frame = useRef<HTMLDivElement>(null);
  const hover = useApp((s) => s.hover);
  const locked = useApp((s) => s.locked);
  const kind = run.has.x0Images[step] ? "x0" : "latent";
  const image = useImage(run, kind, step);
  const places = usePlaces(frame);
  const place = locked ?? hover;
  const Maps = of === "attention" ? AttentionMaps : EffectMaps;
  return (
    <>
      <div className="place" ref={frame} {...places}>
        <BitmapCanvas
          bitmap={image.value}
          label={
            kind === "x0"
              ? text("The model’s guess at step {step}", { step: step + 1 })
              : text("Image at step {step}", { step: step + 1 })
          }
        />
        {words.length > 0 && <Maps run={run} layer={layer} step={step} words={words} />}
      </div>
      {place && <PlaceMark place={place} kept={locked !== null} />}
      {place && (
        <PlaceWords tags={tags} run={run} layer={layer} step={step} place={place} kept={locked !== null} />
      )}
    </>
  );
}

type MapsProps = Pick<Props, "run" | "layer" | "step" | "words">;

function AttentionMaps({ run, layer, step, words }: MapsProps) {
  const maps = useWordMaps(run, layer, step, words);
  const [first] = words;
  const condition = run.conditions.find((c) => c.id === first?.condition);
  const { domain } = useMapScale(run, layer, condition, words.length === 1 ? maps?.[0]?.values : undefined);
  const label = text("Attention to {words} at step {step}", {
    words: words.map((word) => word.text).join(" + "),
    step: step + 1,
  });
  return <Drawn maps={maps} words={words} domain={domain} label={label} />;
}

/** Of the words that were measured, at the measured step that is nearest. */
function EffectMaps({ run, step, words }: MapsProps) {
  const at = nearestEffects(run, step);
  const effects = useEffectsAt(run, at).value;
  const { measured, maps } = useMemo(() => {
    const number = (word: Term) => findEffect(run.effectWords, [word]);
    const found = words.filter((word) => number(word) !== null);
    const made = found.flatMap((word) => {
      const values = effects?.words[number(word) ?? -1];
      return values && effects ? [{ values, grid: effects.grid }] : [];
    });
    return { measured: found, maps: made.length === found.length ? made : undefined };
  }, [run.effectWords, words, effects]);
  const { domain } = useEffectScale(run, measured.length === 1 ? maps?.[0]?.values : undefined);
  if (at === null || measured.length === 0) return null;
  const label = text("Effect of {words} at step {step}", {
    words: measured.map((word) => word.text).join(" + "),
    step: at + 1,
  });
  return <Drawn maps={maps} words={measured} domain={domain} label={label} />;
}

interface DrawnProps {
  readonly maps: readonly WordMap[] | undefined;
  readonly words: readonly Term[];
  readonly domain: readonly [number, number];
  readonly label: string;
}

/** One map in the colours of a scale, several each in the colour of its word. */
function Drawn({ maps, words, domain, label }: DrawnProps) {
  const opacity = useApp((s) => s.opacity);
  const smooth = useApp((s) => s.smooth);
  const colourMap = useApp((s) => s.colourMap);
  const single = words.length === 1 ? maps?.[0] : undefined;
  const table = colourTable(colourMap);
  const heat = useMemo(() => single && { ...single, domain, table }, [single, domain, table]);
  const tints = useMemo(
    () =>
      maps?.map((map, i) => ({
        ...map,
        most: domain[1],
        colour: wordColour(words[i]?.index ?? 0, words[i]?.text),
      })),
    [maps, words, domain],
  );
  return words.length === 1 ? (
    <HeatCanvas className="over" heat={heat} smooth={smooth} opacity={opacity} label={label} />
  ) : (
    <TintCanvas tints={tints} opacity={opacity} label={label} />
  );
}

interface WordMap {
  readonly values: Float32Array;
  readonly grid: readonly [number, number];
}

/** The map of each word on the whole picture; undefined while one is read, or where there is none. */
function useWordMaps(
  run: Run,
  layer: string | null,
  step: number,
  words: readonly Term[],
): readonly WordMap[] | undefined {
  const conditions = [...new Set(words.map((word) => word.condition))];
  const first = useMap(run, layer, step, conditions[0]);
  const second = useMap(conditions.length > 1 ? run : null, layer, step, conditions[1]);
  return useMemo(() => {
    const made = words.map((word) => {
      const map = word.condition === first.value?.entry.condition ? first.value : second.value;
      const condition = run.conditions.find((c) => c.id === word.condition);
      return map && onWholeImage(run, condition, termMap(map, word.tokens), map.entry.grid);
    });
    return made.every((map) => map !== undefined) ? made : undefined;
  }, [run, words, first.value, second.value]);
}
