/** Panels out of sight do not follow: what they would show is drawn when they come into sight. */
import { createContext, use, useState } from "react";

import { type AppState, useApp, useAppStore } from "./store.ts";

export const InSight = createContext(true);

/** As `useApp`, but it keeps the value that it had while the panel is out of sight. */
export function useSeen<T>(select: (state: AppState) => T): T {
  const app = useAppStore();
  const inSight = use(InSight);
  const [held, setHeld] = useState(() => ({ value: select(app.getState()) }));
  const value = useApp((state) => (inSight ? select(state) : held.value));
  if (!Object.is(value, held.value)) setHeld({ value });
  return value;
}
