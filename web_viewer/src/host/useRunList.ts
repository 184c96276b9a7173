import { useCallback, useEffect, useRef, useState } from "react";

import { type Host, type ListedRun, listRuns, type RunPage, type Trash } from "./services.ts";

/** Runs of a page. */
const PAGE = 60;
/** Milliseconds between the last key and a search, and between two looks while the host still reads runs. */
const [TYPED, READING] = [150, 1500];

export interface RunList {
  /** Null until the first answer. */
  readonly count: number | null;
  readonly unread: number;
  readonly trash: Trash | null;
  readonly error: string | null;
  /** The run at a place of the list, as far as its page is there. */
  at(index: number): ListedRun | undefined;
  /** Say which places are in sight. */
  see(first: number, last: number): void;
  /** Ask for all of it anew. */
  reload(): void;
}

interface Shown {
  readonly pages: ReadonlyMap<number, readonly ListedRun[]>;
  readonly last: RunPage | null;
  readonly error: string | null;
}

/** The host's list of runs, of which the pages in sight are asked for. */
export function useRunList(host: Host, revision: number, search: string): RunList {
  const [shown, setShown] = useState<Shown>({ pages: new Map(), last: null, error: null });
  const [reloads, setReloads] = useState(0);
  const sight = useRef({ first: 0, last: 0 });
  /** What was asked for of the present list; an answer to an earlier one is thrown away. */
  const list = useRef({ search: "", asked: new Set<number>(), isAnswered: false });

  const ask = useCallback(
    async (page: number, again: boolean) => {
      const mine = list.current;
      mine.asked.add(page);
      try {
        const query = { start: page * PAGE, count: PAGE, search: mine.search, again };
        const answer = await listRuns(host, query);
        if (mine !== list.current) return;
        const isFirst = !mine.isAnswered;
        mine.isAnswered = true;
        setShown(({ pages }) => ({
          pages: new Map(isFirst ? [] : pages).set(page, answer.runs),
          last: answer,
          error: null,
        }));
      } catch (failure) {
        if (mine !== list.current) return;
        mine.asked.delete(page);
        const error = failure instanceof Error ? failure.message : String(failure);
        setShown((now) => ({ ...now, error }));
      }
    },
    [host],
  );

  /** Begin a new list with its first page in sight. */
  const begin = useCallback(
    (again: boolean) => {
      list.current = { search: list.current.search, asked: new Set(), isAnswered: false };
      void ask(Math.floor(sight.current.first / PAGE), again);
    },
    [ask],
  );

  useEffect(() => {
    begin(false);
  }, [begin, revision, reloads]);

  useEffect(() => {
    if (search === list.current.search) return;
    const timer = setTimeout(() => {
      list.current.search = search;
      sight.current = { first: 0, last: 0 };
      begin(true);
    }, TYPED);
    return () => {
      clearTimeout(timer);
    };
  }, [begin, search]);

  useEffect(() => {
    if (!shown.last?.unread) return;
    const timer = setTimeout(() => {
      begin(true);
    }, READING);
    return () => {
      clearTimeout(timer);
    };
  }, [begin, shown.last]);

  const see = useCallback(
    (first: number, last: number) => {
      sight.current = { first, last };
      for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page++)
        if (!list.current.asked.has(page)) void ask(page, true);
    },
    [ask],
  );
  return {
    count: shown.last?.count ?? null,
    unread: shown.last?.unread ?? 0,
    trash: shown.last?.trash ?? null,
    error: shown.error,
    at: (index) => shown.pages.get(Math.floor(index / PAGE))?.[index % PAGE],
    see,
    reload: () => {
      setReloads((count) => count + 1);
    },
  };
}
