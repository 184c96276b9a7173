/** Which step of the run compared with belongs to a step of the one shown. */
import { useMemo } from "react";

import { type Align, alignBy, type Alignment, alignmentOf } from "../maths/align.ts";
import { useSeen } from "../state/store.ts";

const NONE: Alignment = { evaluated: [], stepped: [] };

/** The pairs of both levels; none while there is nothing to compare. */
export function useAlignment(): Alignment {
  const primary = useSeen((s) => s.primary);
  const compared = useSeen((s) => s.compared);
  const align = useAlign();
  return useMemo(
    () => (primary && compared ? alignmentOf(primary, compared, align) : NONE),
    [primary, compared, align],
  );
}

/** By what the steps of the runs that are shown stand beside each other. */
export function useAlign(): Align {
  const primary = useSeen((s) => s.primary);
  const compared = useSeen((s) => s.compared);
  const chosen = useSeen((s) => s.align);
  return primary ? alignBy(chosen, primary, compared) : "step";
}
