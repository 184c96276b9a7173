import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";

import type { RunTable, TableColumn } from "../dataset/table/table.ts";
import { show, useApp, useAppStore } from "../state/store.ts";
import { openRows, pick } from "../state/table.ts";
import { Heads } from "./Heads.tsx";
import { type Item, itemsOf } from "./items.ts";
import { GroupLine, RunLine } from "./Line.tsx";
import type { Rows } from "./useRows.ts";
import type { Known } from "./useValues.ts";

/** Heights in pixels, as the style sheet has them. */
const LINE = 56;
const HEADS = 94;
const PAGE = 10;
/** Least widths of columns, and what lies between two, in pixels. */
const [NAME, WIDE, NARROW, GAP] = [220, 260, 124, 8];

interface Props {
  readonly table: RunTable;
  readonly columns: readonly TableColumn[];
  readonly known: Known;
  readonly rows: Rows;
}

/** All rows, of which those in sight are in the page. One stop of the Tab key: arrows move, Enter opens, Space selects. */
export function List({ table, columns, known, rows }: Props) {
  const app = useAppStore();
  const scroll = useRef<HTMLDivElement>(null);
  const group = useApp((s) => s.catalogue.group);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const items = useMemo(() => itemsOf(rows, open), [rows, open]);
  const active = useApp((s) => s.active);
  const [at, setAt] = useState(() => (active === null ? 0 : Math.max(0, items.indexOf(active))));
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is compiled by React's compiler
  const list = useVirtualizer({
    count: items.count,
    estimateSize: () => LINE,
    getScrollElement: () => scroll.current,
    scrollMargin: HEADS,
    scrollPaddingStart: HEADS,
    overscan: 6,
  });
  const started = useRef(at);
  useEffect(() => {
    if (started.current > 0) list.scrollToIndex(started.current, { align: "center" });
  }, [list]);
  const toggle = (name: string) => {
    setOpen((now) => new Set(now.has(name) ? [...now].filter((one) => one !== name) : [...now, name]));
  };
  const go = (index: number) => {
    const to = Math.max(0, Math.min(items.count - 1, index));
    setAt(to);
    list.scrollToIndex(to);
    const item = items.at(to);
    if (item && "row" in item) show(app, { active: item.row });
  };
  const act = (item: Item | undefined, key: string) => {
    if (!item) return;
    if ("group" in item) {
      if (key === "Enter") toggle(item.name);
      else pick(app, item.group.rows, !item.group.rows.every((row) => app.getState().picked.has(row)));
    } else if (key === "Enter") void openRows(app, [item.row]);
    else pick(app, [item.row], !app.getState().picked.has(item.row));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + PAGE,
      PageUp: at - PAGE,
      Home: 0,
      End: items.count - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) go(to);
    else if (event.key === "Enter" || event.key === " ") act(items.at(at), event.key);
    else return;
    event.preventDefault();
  };
  const title = table.columns.find(({ name }) => name === group)?.title ?? "";
  const widths = [NAME, ...columns.map(({ name }) => (name === "prompt" ? WIDE : NARROW))];
  const total = widths.reduce((sum, width) => sum + width + GAP, GAP);
  const line = {
    gridTemplateColumns: widths.map((width) => `minmax(${String(width)}px, ${String(width)}fr)`).join(" "),
    width: `max(100%, ${String(total)}px)`,
  };
  return (
    <div
      className="run-table"
      ref={scroll}
      role="grid"
      aria-label={`Runs of ${table.name}`}
      aria-rowcount={items.count + 2}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      aria-activedescendant={items.count ? `line-${String(at)}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <Heads columns={columns} line={line} known={known} unread={rows.unread} />
      <div className="lines" role="rowgroup" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map(({ index, start }) => {
          const item = items.at(index);
          if (!item) return null;
          const shared = { table, columns, known };
          return (
            <div
              key={index}
              id={`line-${String(index)}`}
              role="row"
              aria-rowindex={index + 3}
              className={index === at ? "line at" : "line"}
              style={{ ...line, transform: `translateY(${String(start - HEADS)}px)` }}
              onClick={(event) => {
                setAt(index);
                if (!(event.target as HTMLElement).closest("button, input")) act(item, " ");
              }}
              onDoubleClick={() => {
                act(item, "Enter");
              }}
            >
              {"row" in item ? (
                <RunLine {...shared} row={item.row} />
              ) : (
                <GroupLine
                  {...shared}
                  {...item}
                  title={title}
                  open={open.has(item.name)}
                  onToggle={() => {
                    toggle(item.name);
                  }}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
