import type { CSSProperties } from "react";

import type { TableColumn } from "../dataset/table/table.ts";
import { useApp, useAppStore } from "../state/store.ts";
import { showCatalogue } from "../state/table.ts";
import type { Known } from "./useValues.ts";

interface Props {
  readonly columns: readonly TableColumn[];
  readonly line: CSSProperties;
  /** Names of numbers stand above them, at the right. */
  readonly known: Known;
  /** Columns whose filter can't be read. */
  readonly unread: readonly string[];
}

/** Names of the columns, by which rows are sorted, and below each a field that filters it. */
export function Heads({ columns, line, known, unread }: Props) {
  const app = useAppStore();
  const { sort, descending, filters } = useApp((s) => s.catalogue);
  const sortBy = (name: string) => {
    if (sort !== name) showCatalogue(app, { sort: name, descending: false });
    else if (!descending) showCatalogue(app, { descending: true });
    else showCatalogue(app, { sort: null, descending: false });
  };
  const filterBy = (name: string, text: string) => {
    const others = Object.entries(filters).filter(([other]) => other !== name);
    showCatalogue(app, { filters: Object.fromEntries(text ? [...others, [name, text]] : others) });
  };
  const all = [{ name: "id", title: "run", unit: "", description: "" }, ...columns];
  return (
    <div className="heads" role="rowgroup">
      <div className="line" role="row" aria-rowindex={1} style={line}>
        {all.map(({ name, title, unit, description }) => (
          <div
            key={name}
            role="columnheader"
            className={known.of.get(name)?.kind === "numbers" ? "number" : ""}
            aria-sort={sort === name ? (descending ? "descending" : "ascending") : "none"}
          >
            <button
              className="plain small"
              title={[description, unit && `Unit: ${unit}.`].filter(Boolean).join(" ")}
              onClick={() => {
                sortBy(name);
              }}
            >
              {title}
              {sort === name && <span aria-hidden>{descending ? " ↓" : " ↑"}</span>}
            </button>
          </div>
        ))}
      </div>
      <div className="line" role="row" aria-rowindex={2} style={line}>
        {all.map(({ name, title }) => (
          <div key={name} role="gridcell">
            <input
              className="small"
              type="search"
              aria-label={`Filter ${title}`}
              aria-invalid={unread.includes(name)}
              placeholder="filter"
              title="Numbers: 7, 3..7, >= 3. Texts: a part of it, or all of it in quotation marks. – finds rows without a value."
              value={filters[name] ?? ""}
              onChange={(event) => {
                filterBy(name, event.target.value);
              }}
            />
          </div>
        ))}
      </div>
    </div>
  );
}
