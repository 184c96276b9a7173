import { useState } from "react";
import { Group, Panel, Separator, useDefaultLayout } from "react-resizable-panels";

import { shape } from "../panels/Fitted.tsx";
import type { PanelEntry, PanelId } from "../panels/index.ts";
import { ratioOf } from "../run/shape.ts";
import type { Run } from "../run/types.ts";

export interface WorkbenchProps {
  readonly run: Run;
  readonly step: number;
  /** Whether another run is beside it. */
  readonly both: boolean;
  /** A panel that is at the front when it opens, beside the first of each pane. */
  readonly first: PanelId | null;
  /** What stands in the panes; handed in, so that this script brings none of them along. */
  readonly panels: Readonly<Record<PanelId, PanelEntry>>;
}

interface Pane {
  readonly id: string;
  /** Share of its row at first, in percent. */
  readonly size: number;
  readonly tabs: readonly PanelId[];
}

interface Row {
  readonly id: string;
  /** Share of the height at first, in percent; and of runs whose pictures are so wide that they leave some of it empty. */
  readonly size: number;
  readonly ofWide: number;
  readonly panes: readonly Pane[];
}

/** A picture that is less high for its width is wide. */
const WIDE = 0.75;

const UPPER: readonly Pane[] = [
  { id: "pictures", size: 34, tabs: ["denoising", "what-if", "predicted-noise", "self-attention"] },
  { id: "maps", size: 34, tabs: ["attention-overlay", "heads"] },
  {
    id: "words",
    size: 32,
    tabs: ["ranked-words", "word-step", "word-curves", "layer-word", "effects", "special-mass"],
  },
];
const LOWER: readonly Pane[] = [
  { id: "numbers", size: 66, tabs: ["metrics", "formulas", "comparison", "provenance"] },
  { id: "path", size: 34, tabs: ["trajectory-panel"] },
];
export const ROWS: readonly Row[] = [
  { id: "upper", size: 58, ofWide: 47, panes: UPPER },
  { id: "lower", size: 42, ofWide: 53, panes: LOWER },
];

const tabsOf = (pane: string) => UPPER.find(({ id }) => id === pane)?.tabs ?? [];

/** Two runs: both beside their difference, then what shows both; further tabs show the first run alone. */
export const ROWS_OF_BOTH: readonly Row[] = [
  { id: "beside", size: 70, ofWide: 60, panes: [{ id: "compared", size: 100, tabs: ["comparison"] }] },
  {
    id: "further",
    size: 30,
    ofWide: 40,
    panes: [
      {
        id: "curves",
        size: 50,
        tabs: [
          "comparison-curves",
          "metrics",
          "trajectory-panel",
          ...tabsOf("words"),
          "formulas",
          "provenance",
        ],
      },
      {
        id: "layers",
        size: 50,
        tabs: [
          "comparison-layers",
          "comparison-prompts",
          "comparison-pictures",
          ...tabsOf("pictures"),
          ...tabsOf("maps"),
        ],
      },
    ],
  },
];

/** All panels at once, without prose. Bars between them are dragged or moved by keys, and stay where they were put. */
export function Workbench(shown: WorkbenchProps) {
  const rows = shown.both ? ROWS_OF_BOTH : ROWS;
  const wide = ratioOf(shown.run) < WIDE;
  const id = [shown.both ? "rows-of-both" : "rows", wide ? "wide" : ""].filter(Boolean).join("-");
  return (
    <Sizes key={id} id={id} orientation="vertical">
      {rows.map((row, i) => [
        <Bar key={`bar ${row.id}`} first={i === 0} label="Height of the upper panels" />,
        <Panel
          key={row.id}
          id={row.id}
          defaultSize={`${String(wide ? row.ofWide : row.size)}%`}
          minSize="12%"
        >
          <Sizes id={row.id} orientation="horizontal">
            {row.panes.map((pane, i) => [
              <Bar
                key={`bar ${pane.id}`}
                first={i === 0}
                label={`Widths of the ${row.id} panels, ${String(i)}`}
              />,
              <Panel key={pane.id} id={pane.id} defaultSize={`${String(pane.size)}%`} minSize="12%">
                <Tabs {...shown} id={pane.id} ids={pane.tabs} />
              </Panel>,
            ])}
          </Sizes>
        </Panel>,
      ])}
    </Sizes>
  );
}

function Bar({ first, label }: { first: boolean; label: string }) {
  return first ? null : <Separator className="splitter" aria-label={label} />;
}

interface SizesProps {
  readonly id: string;
  readonly orientation: "vertical" | "horizontal";
  readonly children: React.ReactNode;
}

/** Panes whose sizes this browser remembers, where it may keep anything. */
function Sizes({ id, orientation, children }: SizesProps) {
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({ id: `diffulizer-${id}`, storage: STORAGE });
  return (
    <Group
      className="split"
      orientation={orientation}
      defaultLayout={defaultLayout}
      onLayoutChanged={onLayoutChanged}
    >
      {children}
    </Group>
  );
}

/** Some browsers keep nothing on file://, and say so by an exception. */
const STORAGE = {
  getItem: (key: string) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  setItem: (key: string, value: string) => {
    try {
      localStorage.setItem(key, value);
    } catch {
      // The sizes hold for this page then.
    }
  },
};

function Tabs({
  id,
  ids,
  panels,
  run,
  step,
  first,
}: WorkbenchProps & { id: string; ids: readonly PanelId[] }) {
  const shown = ids.filter((key) => panels[key].of?.(run) ?? true);
  const [asked, setChosen] = useState(ids.find((key) => key === first) ?? ids[0]);
  const chosen = asked && shown.includes(asked) ? asked : shown[0];
  const panel = chosen && panels[chosen];
  const titleOf = (of: PanelEntry) => of.titleOf?.(run) ?? of.title;
  return (
    <section className="pane" aria-label={panel && titleOf(panel)}>
      <div className="tabs" role="tablist" aria-label={id}>
        {shown.map((key) => (
          <button
            key={key}
            role="tab"
            id={`tab-${key}`}
            aria-selected={key === chosen}
            aria-controls={`pane-${id}`}
            onClick={() => {
              setChosen(key);
            }}
          >
            {titleOf(panels[key])}
          </button>
        ))}
      </div>
      <div
        className={ratioOf(run) < WIDE ? "pane-body wide" : "pane-body"}
        tabIndex={0}
        role="tabpanel"
        id={`pane-${id}`}
        aria-labelledby={`tab-${chosen ?? ""}`}
        style={shape(run)}
      >
        {panel && <panel.Component run={run} step={step} />}
      </div>
    </section>
  );
}
