import { useCallback, useMemo, useState } from "react";

import { BitmapCanvas } from "../drawing/BitmapCanvas.tsx";
import { colourTable, differenceTable } from "../drawing/colours.ts";
import { type Heat, HeatCanvas } from "../drawing/HeatCanvas.tsx";
import { Legend } from "../drawing/Legend.tsx";
import type { Placed } from "../maths/divergence.ts";
import { besideTerms, differenceOf, wordsMap } from "../maths/beside.ts";
import { apart, inOrder } from "../maths/varying.ts";
import { extent } from "../maths/vectors.ts";
import { mean } from "../maths/words.ts";
import { aspect } from "../panels/WipeFrame.tsx";
import { alignmentOf } from "../maths/align.ts";
import { useSelectedTerms } from "../reading/selection.ts";
import { sameLayer } from "../run/layers.ts";
import type { Run } from "../run/types.ts";
import { showRun } from "../state/opening.ts";
import { useApp, useAppStore } from "../state/store.ts";
import { readable } from "../text/numbers.ts";
import { pictureDifference } from "./pictures.ts";
import { useOfAll } from "./useOfAll.ts";

const MODES = [
  ["maps", "Pictures, with the map of the word"],
  ["pictures", "Pictures alone"],
  ["picture-difference", "How far each picture is from the reference"],
  ["map-difference", "Attention to the word, less that of the reference"],
] as const;
type Mode = (typeof MODES)[number][0];

/** All open runs beside each other: one step, one word, one layer; and how each differs from one of them. */
export function Grid({ run: primary }: { run: Run }) {
  const opened = useApp((s) => s.runs);
  const runs = useMemo(() => inOrder(opened), [opened]);
  const names = useMemo(() => apart(runs), [runs]);
  const [mode, setMode] = useState<Mode>("maps");
  const [chosen, setReference] = useState<Run | null>(null);
  const reference = chosen && runs.includes(chosen) ? chosen : (runs[0] ?? primary);
  const steps = useSteps(primary, runs);
  const images = useOfAll(
    runs,
    useCallback((run) => imageOf(run, steps.get(run) ?? 0), [steps]),
  );
  const words = useWords(primary, runs, steps);
  const heats = useHeats(mode, runs, runs.indexOf(reference), images, words);
  return (
    <div className="run-grid">
      <div className="row">
        <label className="row">
          Show{" "}
          <select
            value={mode}
            onChange={(event) => {
              setMode(event.target.value as Mode);
            }}
          >
            {MODES.map(([key, name]) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label className="row">
          Reference{" "}
          <select
            value={reference.key}
            onChange={(event) => {
              setReference(runs.find(({ key }) => key === event.target.value) ?? null);
            }}
          >
            {runs.map((run, i) => (
              <option key={run.key} value={run.key}>
                {names[i]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <ol>
        {runs.map((run, i) => (
          <li key={run.key} aria-current={run === reference}>
            <Cell
              run={run}
              name={names[i] ?? run.name}
              step={steps.get(run) ?? 0}
              image={images[i] ?? undefined}
              heat={heats.of[i] ?? undefined}
              reference={reference}
              note={
                mode === "picture-difference" && heats.of[i]
                  ? `mean ${readable(mean(heats.of[i].values))}`
                  : mode.startsWith("map") && words[i] === null
                    ? "no map of this word"
                    : ""
              }
            />
          </li>
        ))}
      </ol>
      {heats.legend && <Legend {...heats.legend} />}
      <p className="small soft">
        Each run is shown at the step whose noise level is nearest to that of {primary.name}. A difference
        says where runs differ, not why.
      </p>
    </div>
  );
}

interface CellProps {
  readonly run: Run;
  readonly name: string;
  readonly step: number;
  readonly image: ImageBitmap | undefined;
  readonly heat: Heat | undefined;
  readonly reference: Run;
  readonly note: string;
}

function Cell({ run, name, step, image, heat, reference, note }: CellProps) {
  const app = useAppStore();
  const smooth = useApp((s) => s.smooth);
  const opacity = useApp((s) => s.opacity);
  const isReference = run === reference;
  return (
    <button
      title={isReference ? "Open this run" : "Open this run beside the reference"}
      onClick={() => {
        showRun(app, run, isReference ? null : reference, { view: "workbench" });
      }}
    >
      <span className="frame" style={aspect(run)}>
        <BitmapCanvas bitmap={image} label={`${run.name}, step ${String(step + 1)}`} />
        {heat && (
          <HeatCanvas
            className="over"
            heat={heat}
            smooth={smooth}
            opacity={opacity}
            label={`${run.name}: map`}
          />
        )}
      </span>
      <span className="name">{name}</span>
      <span className="small soft">
        step {step + 1} of {run.steps}
        {isReference && " · reference"}
        {note && ` · ${note}`}
      </span>
    </button>
  );
}

/** For each run its step of the noise level that is shown. */
function useSteps(primary: Run, runs: readonly Run[]): ReadonlyMap<Run, number> {
  const step = useApp((s) => s.step);
  const align = useApp((s) => s.align);
  return useMemo(
    () => new Map(runs.map((run) => [run, alignmentOf(primary, run, align).evaluated[step] ?? 0])),
    [primary, runs, step, align],
  );
}

async function imageOf(run: Run, step: number): Promise<ImageBitmap | null> {
  if (run.has.x0Images[step]) return run.image("x0", step);
  return run.has.images[step] ? run.image("latent", step) : null;
}

/** The chosen word in each run, in the same layer; null where a run has not both. */
function useWords(
  primary: Run,
  runs: readonly Run[],
  steps: ReadonlyMap<Run, number>,
): readonly (Placed | null | undefined)[] {
  const layer = useApp((s) => s.layer);
  const { condition, terms } = useSelectedTerms(primary);
  const load = useCallback(
    async (run: Run): Promise<Placed | null> => {
      const mine = primary.layers.find(({ id }) => id === layer);
      const theirs = mine && sameLayer(run, mine);
      const other = run.conditions.find(({ polarity }) => polarity === condition?.polarity);
      if (!theirs || !condition || !other || terms.length === 0) return null;
      const [, words] = besideTerms(terms, condition, other);
      const entry = run.mapEntry(theirs.id, steps.get(run) ?? 0, other.id);
      return words.length > 0 && entry ? wordsMap(run, other, await run.map(entry), words) : null;
    },
    [primary, layer, condition, terms, steps],
  );
  return useOfAll(runs, load);
}

interface Heats {
  readonly of: readonly ((Heat & Placed) | null)[];
  readonly legend: { table: Heat["table"]; domain: Heat["domain"]; caption: string } | null;
}

/** What lies over each picture, on one scale for all runs at the step. */
function useHeats(
  mode: Mode,
  runs: readonly Run[],
  reference: number,
  images: readonly (ImageBitmap | null | undefined)[],
  words: readonly (Placed | null | undefined)[],
): Heats {
  const colourMap = useApp((s) => s.colourMap);
  return useMemo(() => {
    const [image, word] = [images[reference], words[reference]];
    const placed = runs.map((_, i): Placed | null => {
      const [mine, said] = [images[i], words[i]];
      if (mode === "maps") return said ?? null;
      if (mode === "map-difference") return said && word ? differenceOf(word, said) : null;
      return mode === "picture-difference" && mine && image ? pictureDifference(mine, image) : null;
    });
    if (!placed.some(Boolean)) return { of: [], legend: null };
    const ends = placed.flatMap((one) => (one && extent(one.values)) ?? []);
    const most = Math.max(...ends.map(Math.abs), 1e-6);
    const signed = mode === "map-difference";
    const domain = [signed ? -most : 0, most] as const;
    const table = signed ? differenceTable() : colourTable(colourMap);
    const caption = {
      maps: "share of attention, on one scale for all runs at this step",
      "map-difference": "red where a run attends more than the reference, blue where less",
      "picture-difference": "mean difference of red, green and blue, of which 1 is the most",
      pictures: "",
    }[mode];
    return { of: placed.map((one) => one && { ...one, domain, table }), legend: { table, domain, caption } };
  }, [mode, runs, reference, images, words, colourMap]);
}
