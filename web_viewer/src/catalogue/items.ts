/** Lines of the list: rows, or groups with the rows of those that are open. */
import type { Group } from "../maths/rows.ts";
import type { Rows } from "./useRows.ts";

export type Item = { readonly row: number } | { readonly group: Group; readonly name: string };

export interface Items {
  readonly count: number;
  at(index: number): Item | undefined;
  /** Where a row is; -1 where it is not shown. */
  indexOf(row: number): number;
}

export function itemsOf({ rows, groups }: Rows, open: ReadonlySet<string>): Items {
  if (!groups)
    return {
      count: rows.length,
      at: (index) => {
        const row = rows[index];
        return row === undefined ? undefined : { row };
      },
      indexOf: (row) => rows.indexOf(row),
    };
  const lines = groups.flatMap((group): Item[] => {
    const name = String(group.value ?? "–");
    const members = open.has(name) ? Array.from(group.rows, (row) => ({ row })) : [];
    return [{ group, name }, ...members];
  });
  return {
    count: lines.length,
    at: (index) => lines[index],
    indexOf: (row) => lines.findIndex((line) => "row" in line && line.row === row),
  };
}
