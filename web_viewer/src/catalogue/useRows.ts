import { useEffect, useMemo, useState } from "react";

import type { Values } from "../bytes/values.ts";
import type { RunTable } from "../dataset/table/table.ts";
import { matching, searched } from "../maths/matching.ts";
import { type Group, grouped } from "../maths/rows.ts";
import { asCompared } from "../run/typed.ts";
import type { Catalogue } from "../state/catalogue.ts";
import { performOnTable } from "../worker/performOnTable.ts";
import type { Known } from "./useValues.ts";

/** Columns that a search looks through. */
const SEARCHED = ["id", "prompt", "negative", "problem"];

export interface Rows {
  /** Numbers of the rows that are kept, in their order. */
  readonly rows: Uint32Array;
  /** Where they are grouped. */
  readonly groups: readonly Group[] | null;
  /** Columns whose filter can't be read. */
  readonly unread: readonly string[];
  /** A column that is sorted, filtered or grouped by is still being read. */
  readonly busy: boolean;
}

/** Columns that finding and ordering rows takes. */
export function neededBy(table: RunTable, asked: Catalogue): readonly string[] {
  const there = new Set(table.columns.map(({ name }) => name));
  const names = [
    ...(asked.search ? SEARCHED : []),
    ...Object.keys(asked.filters),
    ...[asked.sort, asked.group].filter((name) => name !== null),
  ];
  return [...new Set(names)].filter((name) => there.has(name));
}

/** Rows that the search and the filters keep, in their order. */
export function useRows(table: RunTable, asked: Catalogue, known: Known): Rows {
  const needed = useMemo(() => neededBy(table, asked), [table, asked]);
  const busy = needed.some((name) => !known.whole.has(name));
  const texts = useSearched(asked.search !== "", known);
  const { search, filters, sort, group, descending } = asked;
  const found = useMemo(() => {
    const unread: string[] = [];
    const tests: ((row: number) => boolean)[] = [];
    for (const [name, filter] of Object.entries(filters)) {
      const values = known.whole.has(name) ? known.of.get(name) : undefined;
      const test = values && matching(values, filter, asCompared);
      if (test) tests.push(test);
      else if (test === null) unread.push(name);
    }
    if (search && texts) tests.push(searched(table.rows, texts, asCompared(search)));
    const kept: number[] = [];
    for (let row = 0; row < table.rows; row++) if (tests.every((test) => test(row))) kept.push(row);
    return { rows: Uint32Array.from(kept), unread };
  }, [table, filters, search, texts, known]);
  const ordered = useSorted(found.rows, sort ? whole(known, sort) : undefined, descending);
  const by = group ? whole(known, group) : undefined;
  const groups = useMemo(() => (by ? grouped(ordered.rows, by) : null), [ordered.rows, by]);
  return {
    rows: ordered.rows,
    groups,
    unread: found.unread,
    busy: busy || ordered.busy || (search !== "" && !texts),
  };
}

const whole = (known: Known, name: string) => (known.whole.has(name) ? known.of.get(name) : undefined);

/** Rows in the order of a column, which the worker finds; until then in the order that they had. */
function useSorted(
  rows: Uint32Array,
  values: Values | undefined,
  descending: boolean,
): { readonly rows: Uint32Array; readonly busy: boolean } {
  const [held, setHeld] = useState<{ key: readonly unknown[]; rows: Uint32Array } | null>(null);
  useEffect(() => {
    if (!values) return;
    let wanted = true;
    void performOnTable("sorted", rows, values, descending).then((found) => {
      if (wanted) setHeld({ key: [rows, values, descending], rows: found });
    });
    return () => {
      wanted = false;
    };
  }, [rows, values, descending]);
  if (!values) return { rows, busy: false };
  const fresh = held?.key[0] === rows && held.key[1] === values && held.key[2] === descending;
  return fresh ? { rows: held.rows, busy: false } : { rows, busy: true };
}

interface Compared {
  readonly codes: Int32Array;
  readonly texts: readonly string[];
}

/** Columns that a search looks through, in the form in which texts are compared; null until all are there. */
function useSearched(wanted: boolean, known: Known): readonly Compared[] | null {
  const [held, setHeld] = useState<ReadonlyMap<Values, readonly string[]>>(new Map());
  const columns = useMemo(
    () =>
      SEARCHED.flatMap((name) => {
        const values = wanted ? whole(known, name) : undefined;
        return values?.kind === "texts" ? [values] : [];
      }),
    [wanted, known],
  );
  useEffect(() => {
    let still = true;
    for (const values of columns.filter((one) => !held.has(one)))
      void performOnTable("compared", values.texts).then((texts) => {
        if (still) setHeld((now) => new Map(now).set(values, texts));
      });
    return () => {
      still = false;
    };
  }, [columns, held]);
  return useMemo(() => {
    const found = columns.map((values) => ({ codes: values.codes, texts: held.get(values) }));
    const there = found.flatMap(({ codes, texts }) => (texts ? [{ codes, texts }] : []));
    return wanted && there.length === columns.length && columns.length > 0 ? there : null;
  }, [wanted, columns, held]);
}
