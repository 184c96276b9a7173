import { useMemo } from "react";

import { BitmapCanvas } from "../../drawing/BitmapCanvas.tsx";
import { type ColourTable, colourTable, differenceTable } from "../../drawing/colours.ts";
import { HeatCanvas } from "../../drawing/HeatCanvas.tsx";
import { Legend } from "../../drawing/Legend.tsx";
import { differenceOf } from "../../maths/beside.ts";
import type { Placed } from "../../maths/divergence.ts";
import { extent } from "../../maths/vectors.ts";
import {
  useComparedLayers,
  useComparedWords,
  useWordsMap,
  type WordsMap,
  type WordsOf,
} from "../../reading/compared.ts";
import { useImage } from "../../reading/loading.ts";
import { useMapScale } from "../../reading/summary.ts";
import { layerName, whyMissing } from "../../run/names.ts";
import type { Layer, Run } from "../../run/types.ts";
import { useSeen } from "../../state/store.ts";
import { readable } from "../../text/numbers.ts";
import { Fitted } from "../Fitted.tsx";
import { Missing } from "../Panel.tsx";
import { RunName } from "./RunName.tsx";

interface Props {
  readonly run: Run;
  readonly step: number;
  readonly other: Run;
  readonly otherStep: number;
}

/** A, B, and B minus A: the pictures at steps that belong together, and the attention to one word over them. */
export function ComparedMaps({ run, step, other, otherStep }: Props) {
  const [mine, theirs] = useComparedWords(run, other);
  const [layer, theirLayer] = useComparedLayers(run, other);
  const maps = [
    useWordsMap(run, layer, step, mine),
    useWordsMap(other, theirLayer, otherStep, theirs),
  ] as const;
  const scales = [
    useMapScale(
      mine.terms.length > 0 ? run : null,
      layer?.id ?? null,
      mine.condition,
      maps[0].placed?.values,
    ),
    useMapScale(
      theirs.terms.length > 0 ? other : null,
      theirLayer?.id ?? null,
      theirs.condition,
      maps[1].placed?.values,
    ),
  ] as const;
  const shared = useSeen((s) => s.scale) === "absolute";
  const used = [mine, theirs].flatMap(({ terms }, i) =>
    terms.length > 0 ? (scales[i]?.domain[1] ?? []) : [],
  );
  const most = Math.max(...used, 0) || 1;
  const side = (i: 0 | 1) => ({
    runs: [run, other] as const,
    words: i === 0 ? mine : theirs,
    layer: i === 0 ? layer : theirLayer,
    map: maps[i],
    domain: [0, shared ? most : scales[i].domain[1]] as const,
    caption: scales[i].caption,
  });
  return (
    <div className="beside">
      <Side {...side(0)} side="a" run={run} step={step} />
      <Side {...side(1)} side="b" run={other} step={otherStep} />
      <Difference
        run={run}
        step={step}
        other={other}
        maps={maps}
        words={[mine, theirs]}
        layers={[layer, theirLayer]}
      />
    </div>
  );
}

interface SideProps {
  readonly runs: readonly [Run, Run];
  readonly side: "a" | "b";
  readonly run: Run;
  readonly step: number;
  readonly words: WordsOf;
  readonly layer: Layer | null;
  readonly map: WordsMap;
  readonly domain: readonly [number, number];
  readonly caption: string;
}

function Side({ runs, side, run, step, words, layer, map, domain, caption }: SideProps) {
  const table = colourTable(useSeen((s) => s.colourMap));
  const text = namesOf(words);
  const sigma = run.sigmas?.[step];
  return (
    <figure className={`overlay-figure compared ${side}`} aria-label={side.toUpperCase()}>
      <RunName runs={runs} side={side}>
        · step {step + 1} of {run.steps}
        {sigma !== undefined && ` · noise level ${readable(sigma)}`}
      </RunName>
      <Frame
        run={run}
        step={step}
        placed={map.placed}
        domain={domain}
        table={table}
        label={`Attention to ${text} in ${run.name}, step ${String(step + 1)}`}
      />
      {map.placed && <Legend table={table} domain={domain} caption={`“${text}”: ${caption}`} />}
      {text === "" && <Missing>{side.toUpperCase()} does not have this word.</Missing>}
      {text !== "" && !layer && <Missing>{run.name} did not record this layer.</Missing>}
      {text !== "" && layer && !map.listed && <Missing>{whyMissing(run, layer.id, step)}</Missing>}
      {map.error && <Missing>The map can’t be read: {map.error}</Missing>}
    </figure>
  );
}

interface DifferenceProps {
  readonly run: Run;
  readonly step: number;
  readonly other: Run;
  readonly maps: readonly [WordsMap, WordsMap];
  readonly words: readonly [WordsOf, WordsOf];
  readonly layers: readonly [Layer | null, Layer | null];
}

/** Where B attends more (red) or less (blue) to its word than A to its own. */
function Difference({ run, step, other, maps, words, layers }: DifferenceProps) {
  const [a, b] = [maps[0].placed, maps[1].placed];
  const difference = useMemo(() => (a && b ? differenceOf(a, b) : undefined), [a, b]);
  const limit = Math.max(...(difference ? (extent(difference.values) ?? [0]) : [0]).map(Math.abs), 1e-6);
  const [mine, theirs] = words.map(namesOf) as [string, string];
  const both = mine !== "" && theirs !== "";
  const named = mine === theirs ? `“${mine}”` : `“${theirs}” − “${mine}”`;
  return (
    <figure className="overlay-figure compared" aria-label="Difference">
      <div className="run-name">
        <div>
          <p className="telling">
            <b>B − A</b> {both && named}
          </p>
          <p className="small soft">{layers[0] ? layerName(layers[0]) : ""}</p>
        </div>
      </div>
      <Frame
        run={run}
        step={step}
        placed={difference}
        domain={[-limit, limit]}
        table={differenceTable()}
        least={0.75}
        label={`Attention, ${named}: ${other.name} minus ${run.name}`}
      />
      {difference && (
        <Legend
          table={differenceTable()}
          domain={[-limit, limit]}
          caption="red where B attends more, blue where A does, on a scale for this pair alone"
        />
      )}
      {mine === "" && theirs === "" && <Missing>Choose a word to compare.</Missing>}
      {!both && mine + theirs !== "" && (
        <Missing>Only one of the prompts has “{mine || theirs}”: there is nothing to subtract.</Missing>
      )}
    </figure>
  );
}

interface FrameProps {
  readonly run: Run;
  readonly step: number;
  readonly placed: Placed | undefined;
  readonly domain: readonly [number, number];
  readonly table: ColourTable;
  /** What the map is. */
  readonly label: string;
  /** Least opacity: white in a map of differences is a value too. */
  readonly least?: number;
}

function Frame({ run, step, placed, domain, table, label, least = 0 }: FrameProps) {
  const smooth = useSeen((s) => s.smooth);
  const opacity = Math.max(
    least,
    useSeen((s) => s.opacity),
  );
  const kind = run.has.x0Images[step] ? "x0" : "latent";
  const image = useImage(run, kind, step);
  const [low, high] = domain;
  const heat = useMemo(
    () => placed && { values: placed.values, grid: placed.grid, domain: [low, high] as const, table },
    [placed, low, high, table],
  );
  return (
    <Fitted run={run}>
      <div className="frame">
        <BitmapCanvas bitmap={image.value} label={`${run.name}, step ${String(step + 1)}`} />
        {heat && <HeatCanvas className="over" heat={heat} smooth={smooth} opacity={opacity} label={label} />}
      </div>
    </Fitted>
  );
}

function namesOf({ terms }: WordsOf): string {
  return terms.map(({ text }) => text).join(" + ");
}
