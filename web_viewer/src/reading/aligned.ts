/** Which step of the run compared with belongs to a step of the one shown. */
import { useMemo } from "react";

import { type Alignment, alignmentOf } from "../maths/align.ts";
import { useSeen } from "../state/store.ts";

const NONE: Alignment = { evaluated: [], stepped: [] };

/** The pairs of both levels; none while there is nothing to compare. */
export function useAlignment(): Alignment {
  const primary = useSeen((s) => s.primary);
  const compared = useSeen((s) => s.compared);
  const align = useSeen((s) => s.align);
  return useMemo(
    () => (primary && compared ? alignmentOf(primary, compared, align) : NONE),
    [primary, compared, align],
  );
}
