import { type PointerEvent, type ReactNode, useMemo, useState } from "react";

import type { ColourTable } from "../drawing/colours.ts";
import { HeatCanvas } from "../drawing/HeatCanvas.tsx";
import { readable } from "../text/numbers.ts";

export interface MatrixRow {
  readonly key: string;
  readonly label: ReactNode;
  readonly selected?: boolean;
  readonly onSelect?: () => void;
}

interface Props {
  readonly label: string;
  readonly rows: readonly MatrixRow[];
  readonly columns: number;
  /** rows x columns values, rows first; NaN where nothing was measured. */
  readonly values: Float32Array;
  readonly domain: readonly [number, number];
  readonly table: ColourTable;
  /** The column that stands out, and what runs along the columns. */
  readonly column: number | null;
  readonly columnName: (column: number) => string;
  readonly onPick?: (row: number, column: number) => void;
  /** What to say of a cell. */
  readonly describe: (row: number, column: number) => string;
  /** Least height of a row, in pixels. */
  readonly rowHeight?: number;
  readonly heads: MatrixHeads;
}

/** What stands above the columns. */
export interface MatrixHeads {
  /** What runs along them. */
  readonly axis: string;
  /** From the left: names, and how many columns each has. */
  readonly parts: readonly { readonly name: string; readonly columns: number }[];
}

/** More names than this do not fit above the columns. */
const MOST_NAMES = 8;

/** Heads for steps by their numbers, or their noise levels: all of them, or as many as there is room for. */
export function stepHeads(numbers: readonly number[], levels = false): MatrixHeads {
  const most = levels ? MOST_NAMES / 2 : MOST_NAMES;
  const few = !levels && numbers.length <= 1.5 * MOST_NAMES;
  const every = few
    ? 1
    : ([1, 2, 5, 10, 20, 50, 100].find((n) => numbers.length / n <= most) ??
      Math.ceil(numbers.length / most));
  return {
    axis: levels ? "noise level" : "step",
    parts: Array.from({ length: Math.ceil(numbers.length / every) }, (_, i) => ({
      name: levels ? readable(numbers[i * every]) : String(numbers[i * every]),
      columns: Math.min(every, numbers.length - i * every),
    })),
  };
}

/** A table of colours with names at its left; one cell is described at a time. */
export function Matrix(props: Props) {
  const {
    label,
    rows,
    columns,
    values,
    domain,
    table,
    column,
    columnName,
    onPick,
    describe,
    rowHeight = 20,
    heads,
  } = props;
  const [hover, setHover] = useState<readonly [number, number] | null>(null);
  const [low, high] = domain;
  const heat = useMemo(
    () => ({ values, grid: [rows.length, columns] as const, domain: [low, high] as const, table }),
    [values, rows.length, columns, low, high, table],
  );
  const cellOf = (event: PointerEvent): readonly [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = (share: number, count: number) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
    return [
      at((event.clientY - box.top) / box.height, rows.length),
      at((event.clientX - box.left) / box.width, columns),
    ];
  };
  if (rows.length === 0 || columns === 0) return null;
  const along = (row: number) => `${String((100 * row) / rows.length)}%`;
  return (
    <div
      className="matrix"
      style={{ "--row": `${String(rowHeight)}px`, "--rows": rows.length } as React.CSSProperties}
    >
      <span className="matrix-axis small soft" aria-hidden>
        {heads.axis}
      </span>
      <div className="matrix-heads small soft" aria-hidden>
        {heads.parts.map((head, i) => (
          <span key={i} style={{ flexGrow: head.columns }} title={head.name}>
            {head.name}
          </span>
        ))}
      </div>
      <ul className="matrix-labels">
        {rows.map((row) => (
          <li key={row.key}>
            {row.onSelect ? (
              <button className="plain" aria-pressed={row.selected ?? false} onClick={row.onSelect}>
                {row.label}
              </button>
            ) : (
              row.label
            )}
          </li>
        ))}
      </ul>
      <div
        className="matrix-cells"
        onPointerMove={(event) => {
          setHover(cellOf(event));
        }}
        onPointerLeave={() => {
          setHover(null);
        }}
        onPointerDown={(event) => {
          onPick?.(...cellOf(event));
        }}
      >
        <HeatCanvas heat={heat} label={label} />
        {rows.map(
          (row, i) =>
            row.selected && (
              <span
                key={row.key}
                className="matrix-row"
                style={{ top: along(i), height: along(1) }}
                aria-hidden
              />
            ),
        )}
        {column !== null && (
          <span
            className="matrix-column"
            style={{ left: `${String((100 * column) / columns)}%`, width: `${String(100 / columns)}%` }}
            aria-hidden
          />
        )}
      </div>
      <p className="matrix-note small soft" aria-live="off">
        {hover ? describe(hover[0], hover[1]) : column === null ? "" : columnName(column)}
      </p>
    </div>
  );
}
