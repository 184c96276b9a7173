import { type ReactNode, useCallback, useMemo } from "react";

import { BitmapCanvas } from "../drawing/BitmapCanvas.tsx";
import { colourTable, differenceTable } from "../drawing/colours.ts";
import { type Heat, HeatCanvas } from "../drawing/HeatCanvas.tsx";
import { Legend } from "../drawing/Legend.tsx";
import type { Placed } from "../maths/divergence.ts";
import { besideTerms, differenceOf, wordsMap } from "../maths/beside.ts";
import {
  apart,
  type Axes,
  crossing,
  inOrder,
  spelled,
  type Table,
  tableOf,
  varying,
} from "../maths/varying.ts";
import { extent } from "../maths/vectors.ts";
import { mean } from "../maths/words.ts";
import { aspect } from "../panels/Fitted.tsx";
import { alignBy, alignmentOf } from "../maths/align.ts";
import { useSelectedTerms } from "../reading/selection.ts";
import { sameLayer } from "../run/layers.ts";
import type { Run } from "../run/types.ts";
import { showRun } from "../state/opening.ts";
import { type GridMode, showGrid, useApp, useAppStore } from "../state/store.ts";
import { readable } from "../text/numbers.ts";
import { pictureDifference } from "./pictures.ts";
import { useOfAll } from "./useOfAll.ts";

const MODES: readonly (readonly [GridMode, string])[] = [
  ["maps", "Pictures, with the map of the word"],
  ["pictures", "Pictures alone"],
  ["picture-difference", "How far each picture is from the reference"],
  ["map-difference", "Attention to the word, less that of the reference"],
];

/** All open runs beside each other: one step, one word, one layer; and how each differs from one of them. */
export function Grid({ run: primary }: { run: Run }) {
  const opened = useApp((s) => s.runs);
  const { mode, reference: chosen, leftOut, axes: asked } = useApp((s) => s.grid);
  const all = useMemo(() => inOrder(opened), [opened]);
  const runs = useMemo(() => all.filter(({ key }) => !leftOut.includes(key)), [all, leftOut]);
  const names = useMemo(() => apart(all), [all]);
  const axes = useMemo(() => asked ?? crossing(all), [all, asked]);
  const reference = runs.find(({ key }) => key === chosen) ?? runs[0] ?? primary;
  const steps = useSteps(primary, runs);
  const images = useOfAll(
    runs,
    useCallback((run) => imageOf(run, steps.get(run) ?? 0), [steps]),
  );
  const words = useWords(primary, runs, steps);
  const heats = useHeats(mode, runs, runs.indexOf(reference), images, words);
  const nameOf = (run: Run) => names[all.indexOf(run)] ?? run.name;
  const cell = (run: Run, name: string) => {
    const i = runs.indexOf(run);
    const heat = heats.of[i] ?? undefined;
    const missing = mode.startsWith("map") && words[i] === null ? "no map of this word" : "";
    return (
      <Cell
        key={run.key}
        run={run}
        name={name}
        fullName={nameOf(run)}
        step={steps.get(run) ?? 0}
        image={images[i] ?? undefined}
        heat={heat}
        reference={reference}
        note={mode === "picture-difference" && heat ? `mean ${readable(mean(heat.values))}` : missing}
      />
    );
  };
  return (
    <div className="run-grid">
      <Choices runs={runs} all={all} axes={axes} mode={mode} reference={reference} nameOf={nameOf} />
      {axes.columns === null && axes.rows === null ? (
        <ol>{runs.map((run) => cell(run, nameOf(run)))}</ol>
      ) : (
        <Crossed table={tableOf(all, axes, runs)} cell={cell} />
      )}
      {heats.legend && <Legend {...heats.legend} />}
      <p className="small soft">
        Each run is shown at the step whose noise level is nearest to that of {primary.name}. A difference
        says where runs differ, not why.
      </p>
    </div>
  );
}

/** Runs in columns by one setting and in rows by another. */
function Crossed({ table, cell }: { table: Table; cell: (run: Run, name: string) => ReactNode }) {
  const app = useAppStore();
  const leaveOut = (runs: readonly Run[]) => {
    const { leftOut } = app.getState().grid;
    showGrid(app, { leftOut: [...leftOut, ...runs.map(({ key }) => key)] });
  };
  const head = (name: string, scope: "col" | "row", members: readonly Run[], several: boolean) => (
    <th key={name} scope={scope}>
      {name}
      {name && several && (
        <button
          className="plain small"
          aria-label={`Leave out ${name}`}
          title={`Leave out ${name}`}
          onClick={() => {
            leaveOut(members);
          }}
        >
          ×
        </button>
      )}
    </th>
  );
  const runsOf = (cells: Table["cells"][number]) => cells.flatMap((runs) => runs.map(({ run }) => run));
  const size = { "--columns": table.columns.length, "--rows": table.rows.length } as React.CSSProperties;
  return (
    <table style={size}>
      {table.columns.some(Boolean) && (
        <thead>
          <tr>
            {table.rows.some(Boolean) && <td />}
            {table.columns.map((name, column) =>
              head(
                name,
                "col",
                runsOf(table.cells.map((row) => row[column] ?? [])),
                table.columns.length > 1,
              ),
            )}
          </tr>
        </thead>
      )}
      <tbody>
        {table.rows.map((name, row) => (
          <tr key={name}>
            {name && head(name, "row", runsOf(table.cells[row] ?? []), table.rows.length > 1)}
            {table.columns.map((column, i) => (
              <td key={column}>
                <ol>{table.cells[row]?.[i]?.map(({ run, name: within }) => cell(run, within))}</ol>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface ChoicesProps {
  readonly runs: readonly Run[];
  readonly all: readonly Run[];
  readonly axes: Axes;
  readonly mode: GridMode;
  readonly reference: Run;
  readonly nameOf: (run: Run) => string;
}

/** What is shown of the runs, which is the reference, and what stands in columns and rows. */
function Choices({ runs, all, axes, mode, reference, nameOf }: ChoicesProps) {
  const app = useAppStore();
  const settings = useMemo(() => varying(all).map(({ setting }) => setting), [all]);
  const axis = (which: keyof Axes, other: keyof Axes) =>
    settings.length > 1 && (
      <Choice
        name={which === "columns" ? "Columns" : "Rows"}
        value={axes[which] ?? ""}
        options={[["", "none"], ...settings.map((setting) => [setting, spelled(setting)] as const)]}
        onChoose={(chosen) => {
          // The other axis gives up the setting, and takes the one that stood here.
          const left = chosen && axes[other] === chosen ? axes[which] : axes[other];
          showGrid(app, { axes: { ...axes, [which]: chosen || null, [other]: left } });
        }}
      />
    );
  return (
    <div className="row">
      <Choice
        name="Show"
        value={mode}
        options={MODES}
        onChoose={(chosen) => {
          showGrid(app, { mode: MODES.find(([key]) => key === chosen)?.[0] ?? mode });
        }}
      />
      <Choice
        name="Reference"
        value={reference.key}
        options={runs.map((run) => [run.key, nameOf(run)])}
        onChoose={(chosen) => {
          showGrid(app, { reference: chosen });
        }}
      />
      {axis("columns", "rows")}
      {axis("rows", "columns")}
      {runs.length < all.length && (
        <button
          onClick={() => {
            showGrid(app, { leftOut: [] });
          }}
        >
          Show all ({all.length - runs.length} left out)
        </button>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChoose: (value: string) => void;
}

function Choice({ name, value, options, onChoose }: ChoiceProps) {
  return (
    <label className="row">
      {name}{" "}
      <select
        value={value}
        onChange={(event) => {
          onChoose(event.target.value);
        }}
      >
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface CellProps {
  readonly run: Run;
  /** What is written below it, and what it is called where nothing stands beside it. */
  readonly name: string;
  readonly fullName: string;
  readonly step: number;
  readonly image: ImageBitmap | undefined;
  readonly heat: Heat | undefined;
  readonly reference: Run;
  readonly note: string;
}

function Cell({ run, name, fullName, step, image, heat, reference, note }: CellProps) {
  const app = useAppStore();
  const smooth = useApp((s) => s.smooth);
  const opacity = useApp((s) => s.opacity);
  const isReference = run === reference;
  return (
    <li aria-current={isReference}>
      <button
        className="run"
        title={`${fullName}: open it${isReference ? "" : " beside the reference"}`}
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
        {name && <span className="name">{name}</span>}
        <span className="small soft">
          step {step + 1} of {run.steps}
          {isReference && " · reference"}
          {note && ` · ${note}`}
        </span>
      </button>
      <button
        className="plain small leave-out"
        aria-label={`Leave out ${fullName}`}
        title={`Leave out ${fullName}`}
        onClick={() => {
          showGrid(app, { leftOut: [...app.getState().grid.leftOut, run.key] });
        }}
      >
        ×
      </button>
    </li>
  );
}

/** For each run its step of the noise level that is shown. */
function useSteps(primary: Run, runs: readonly Run[]): ReadonlyMap<Run, number> {
  const step = useApp((s) => s.step);
  const align = useApp((s) => s.align);
  return useMemo(
    () =>
      new Map(
        runs.map((run) => {
          const by = alignBy(align, primary, run);
          return [run, alignmentOf(primary, run, by).evaluated[step] ?? 0];
        }),
      ),
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
  mode: GridMode,
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
