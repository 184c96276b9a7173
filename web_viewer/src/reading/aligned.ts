/** Which step of the run compared with belongs to a step of the one shown. */
import { useMemo } from "react";

import { alignSteps } from "../maths/align.ts";
import { useSeen } from "../state/sight.ts";

/** The compared run's step for each step of the primary one; empty while there is nothing to compare. */
export function useAlignment(): readonly number[] {
  const primary = useSeen((s) => s.primary);
  const compared = useSeen((s) => s.compared);
  const align = useSeen((s) => s.align);
  return useMemo(
    () => (primary && compared ? alignSteps(primary, compared, align) : []),
    [primary, compared, align],
  );
}
