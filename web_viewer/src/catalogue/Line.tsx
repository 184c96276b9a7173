import { memo } from "react";

import { textOf } from "../bytes/values.ts";
import type { RunTable, TableColumn } from "../dataset/table/table.ts";
import { type Group, meanOf } from "../maths/rows.ts";
import { useApp, useAppStore } from "../state/store.ts";
import { openRows, pick } from "../state/table.ts";
import { cellText, numberText } from "./cells.ts";
import { Picture } from "./Picture.tsx";
import type { Known } from "./useValues.ts";

interface Shared {
  readonly table: RunTable;
  readonly columns: readonly TableColumn[];
  readonly known: Known;
}

/** A run: its picture, its name, and its values. */
export const RunLine = memo(function RunLine({ table, columns, known, row }: Shared & { row: number }) {
  const app = useAppStore();
  const picked = useApp((s) => s.picked.has(row));
  const id = cellText(known.of.get("id"), row) ?? "…";
  const problem = textOf(known.of.get("problem"), row);
  return (
    <>
      <div role="rowheader" className="run-cell">
        <input
          type="checkbox"
          tabIndex={-1}
          checked={picked}
          aria-label={`Select ${id}`}
          onChange={() => {
            pick(app, [row], !picked);
          }}
        />
        <Picture table={table} row={row} />
        <span>
          <button className="plain link" tabIndex={-1} title={id} onClick={() => void openRows(app, [row])}>
            {id}
          </button>
          {problem !== null && (
            <span className="problem small" title={problem}>
              {problem}
            </span>
          )}
        </span>
      </div>
      {columns.map(({ name }) => {
        const values = known.of.get(name);
        const text = cellText(values, row) ?? "…";
        return (
          <div key={name} role="gridcell" className={values?.kind === "numbers" ? "number" : ""} title={text}>
            {text}
          </div>
        );
      })}
    </>
  );
});

/** Pictures of a group, in place of its prompts. */
const PICTURES = 4;

interface GroupProps extends Shared {
  readonly group: Group;
  readonly name: string;
  readonly title: string;
  readonly open: boolean;
  readonly onToggle: () => void;
}

/** Runs that share a value: how many, and the means of their numbers. */
export const GroupLine = memo(function GroupLine(props: GroupProps) {
  const { table, columns, known, group, name, title, open, onToggle } = props;
  return (
    <>
      <div role="rowheader" className="run-cell">
        <button className="plain" tabIndex={-1} aria-expanded={open} onClick={onToggle}>
          {open ? "▾" : "▸"} {title} <b>{name}</b> · {group.rows.length}
        </button>
      </div>
      {columns.map((column) => {
        if (column.name === "prompt")
          return (
            <div key={column.name} role="gridcell" className="group-pictures">
              {Array.from(group.rows.slice(0, PICTURES), (row) => (
                <Picture key={row} table={table} row={row} />
              ))}
            </div>
          );
        const values = known.whole.has(column.name) ? known.of.get(column.name) : undefined;
        const mean = values?.kind === "numbers" ? meanOf(group.rows, values.numbers) : NaN;
        const text = Number.isNaN(mean) ? "" : numberText(mean);
        return (
          <div key={column.name} role="gridcell" className="number soft" title={text && `mean ${text}`}>
            {text && `⌀ ${text}`}
          </div>
        );
      })}
    </>
  );
});
