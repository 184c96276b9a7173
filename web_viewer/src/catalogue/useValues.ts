import { useEffect, useState } from "react";

import type { Values } from "../bytes/values.ts";
import type { RunTable } from "../dataset/table/table.ts";

/** Values of columns by name, as far as they are there: first those of the first rows, then all. */
export interface Known {
  readonly of: ReadonlyMap<string, Values>;
  /** Columns of which all rows are there. */
  readonly whole: ReadonlySet<string>;
  /** Why a column can't be read, of each that can't. */
  readonly errors: readonly string[];
}

const NOTHING: Known = { of: new Map(), whole: new Set(), errors: [] };

/** Read columns of a table; those that were read stay. */
export function useValues(table: RunTable, names: readonly string[]): Known {
  const [held, setHeld] = useState({ table, known: NOTHING });
  const known = held.table === table ? held.known : NOTHING;
  const key = names.join("\n");
  useEffect(() => {
    let wanted = true;
    const change = (next: (known: Known) => Known) => {
      if (wanted) setHeld((now) => ({ table, known: next(now.table === table ? now.known : NOTHING) }));
    };
    const failed = (error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      change((now) => ({ ...now, errors: [...new Set([...now.errors, why])] }));
    };
    const all = key.split("\n").filter(Boolean);
    const heads = all.map((name) =>
      table.head(name).then((values) => {
        change((now) => (now.of.has(name) ? now : { ...now, of: new Map(now.of).set(name, values) }));
      }, failed),
    );
    void Promise.all(heads).then(() => {
      for (const name of wanted ? all : [])
        table.values(name).then((values) => {
          change((now) => ({
            ...now,
            of: new Map(now.of).set(name, values),
            whole: new Set(now.whole).add(name),
          }));
        }, failed);
    });
    return () => {
      wanted = false;
    };
  }, [table, key]);
  return known;
}
