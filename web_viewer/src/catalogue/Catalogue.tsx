import { useEffect, useMemo, useState } from "react";

import type { RunTable, TableColumn } from "../dataset/table/table.ts";
import { useApp, useAppStore } from "../state/store.ts";
import { MOST_OPEN, openRows, pick, showCatalogue } from "../state/table.ts";
import { ColumnMenu } from "./ColumnMenu.tsx";
import { differing, firstColumns, shared, sharedValue } from "./columns.ts";
import { List } from "./List.tsx";
import { Scatter } from "./Scatter.tsx";
import { neededBy, useRows } from "./useRows.ts";
import { useValues } from "./useValues.ts";

const ALONE =
  "The runs are not in what was opened, so there are no pictures, and no run opens. " +
  "Open the folder that holds the table and its runs.";

/** All runs of a table: to search, sort, filter and group, and to choose those that are opened. */
export function Catalogue({ table }: { table: RunTable }) {
  const app = useAppStore();
  const asked = useApp((s) => s.catalogue);
  const first = useMemo(() => firstColumns(table), [table]);
  const same = useMemo(() => shared(table), [table]);
  const choices = useMemo(() => differing(table), [table]);
  const columns = useMemo(
    () => (asked.columns ?? first).flatMap((name) => table.columns.find((one) => one.name === name) ?? []),
    [table, asked.columns, first],
  );
  const axes = useAxes(table, columns);
  const names = [
    "id",
    ...(table.columns.some(({ name, empty }) => name === "problem" && !empty) ? ["problem"] : []),
    ...(asked.as === "rows" ? columns.map(({ name }) => name) : axes.names),
    ...neededBy(table, asked),
  ];
  const known = useValues(table, [...new Set(names)]);
  const rows = useRows(table, asked, known);
  const count = rows.rows.length;
  const alone = useAlone(table);
  return (
    <section className="catalogue" aria-label="All runs">
      <div className="row catalogue-tools">
        <h2>{table.name}</h2>
        <span className="soft small" role="status">
          {count === table.rows ? `${String(count)} runs` : `${String(count)} of ${String(table.rows)} runs`}
          {rows.busy && " · reading …"}
        </span>
        <input
          type="search"
          placeholder="Search prompts and names"
          aria-label="Search runs"
          value={asked.search}
          onChange={(event) => {
            showCatalogue(app, { search: event.target.value });
          }}
        />
        <label className="small">
          Group by{" "}
          <select
            value={asked.group ?? ""}
            onChange={(event) => {
              showCatalogue(app, { group: event.target.value || null });
            }}
          >
            <option value="">nothing</option>
            {choices.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <ColumnMenu table={table} shown={columns.map(({ name }) => name)} />
        <div className="segmented" role="group" aria-label="Shown as">
          {(["rows", "scatter"] as const).map((as) => (
            <button
              key={as}
              aria-pressed={asked.as === as}
              onClick={() => {
                showCatalogue(app, { as });
              }}
            >
              {as === "rows" ? "Rows" : "Scatter plot"}
            </button>
          ))}
        </div>
        <Picked />
      </div>
      {same.length > 0 && (
        <p
          className="small soft same"
          title={same.map((one) => `${one.title}: ${sharedValue(one)}`).join("\n")}
        >
          The same in all: {same.map((one) => `${one.title} ${sharedValue(one)}`).join(" · ")}
        </p>
      )}
      {[
        ...(alone ? [ALONE] : []),
        ...known.errors,
        ...rows.unread.map((name) => `The filter of ${name} can’t be read: ${asked.filters[name] ?? ""}`),
      ].map((error) => (
        <p key={error} className="missing small" role="alert">
          {error}
        </p>
      ))}
      {asked.as === "rows" ? (
        <List key={asked.group} table={table} columns={columns} known={known} rows={rows} />
      ) : (
        <Scatter table={table} axes={axes} known={known} rows={rows.rows} />
      )}
    </section>
  );
}

/** Whether the table was opened without its runs. */
function useAlone(table: RunTable): boolean {
  const [alone, setAlone] = useState<RunTable | null>(null);
  useEffect(() => {
    table.isAlone().then(
      (found) => {
        if (found) setAlone(table);
      },
      () => undefined, // what can't be read is told where it is shown
    );
  }, [table]);
  return alone === table;
}

/** What is done with the rows that are selected. */
function Picked() {
  const app = useAppStore();
  const picked = useApp((s) => s.picked);
  if (picked.size === 0) return null;
  const rows = [...picked].sort((a, b) => a - b);
  const many = rows.length > MOST_OPEN;
  const label =
    rows.length === 1 ? "Open" : rows.length === 2 ? "Compare two" : `Compare ${String(rows.length)}`;
  return (
    <span className="row small picked">
      <span>{rows.length} selected</span>
      <button
        className="primary"
        disabled={many}
        title={many ? `At most ${String(MOST_OPEN)} runs are compared; select fewer.` : undefined}
        onClick={() => void openRows(app, rows)}
      >
        {label}
      </button>
      <button
        onClick={() => {
          pick(app, [], true, false);
        }}
      >
        Clear
      </button>
    </span>
  );
}

export interface Axes {
  readonly x: string;
  readonly y: string;
  readonly colour: string | null;
  readonly names: readonly string[];
}

/** What a scatter plot shows: what was chosen, else the first and the last column with a unit that are shown. */
function useAxes(table: RunTable, columns: readonly TableColumn[]): Axes {
  const asked = useApp((s) => s.catalogue);
  const there = (name: string | null) => table.columns.find((one) => one.name === name)?.name;
  const first = columns.filter(({ unit }) => unit !== "").map(({ name }) => name);
  const x = there(asked.x) ?? first[0] ?? "id";
  const y = there(asked.y) ?? first.at(-1) ?? "id";
  const colour = there(asked.colour) ?? null;
  return useMemo(() => ({ x, y, colour, names: [x, y, ...(colour ? [colour] : [])] }), [x, y, colour]);
}
