import { useEffect, useState } from "react";

import type { Run } from "../run/types.ts";

/**
 * What `load` gives of each run: undefined until it is there, null where it can't be read. When `load` changes, what was
 * there stays until the new is.
 */
export function useOfAll<T>(
  runs: readonly Run[],
  load: (run: Run) => Promise<T | null>,
): readonly (T | null | undefined)[] {
  const [values, setValues] = useState<ReadonlyMap<Run, T | null>>(new Map());
  useEffect(() => {
    let wanted = true;
    for (const run of runs)
      void load(run)
        .catch(() => null)
        .then((value) => {
          if (wanted) setValues((known) => new Map(known).set(run, value));
        });
    return () => {
      wanted = false;
    };
  }, [runs, load]);
  return runs.map((run) => values.get(run));
}
