/** Light or dark: as the system says, unless the person said otherwise, which this browser remembers. */
import { useEffect } from "react";

import { type AppStore, show, type Theme, useApp } from "./store.ts";

const KEY = "diffulizer-theme";
const dark = () => matchMedia("(prefers-color-scheme: dark)");

export function useTheme(): void {
  const theme = useApp((s) => s.theme);
  useEffect(() => {
    const apply = () => {
      const chosen = theme === "system" ? (dark().matches ? "dark" : "light") : theme;
      document.documentElement.dataset.theme = chosen;
    };
    apply();
    const query = dark();
    query.addEventListener("change", apply);
    return () => {
      query.removeEventListener("change", apply);
    };
  }, [theme]);
}

/** The remembered choice; browsers that keep nothing (some do on file://) follow the system. */
export function rememberedTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : "system";
  } catch {
    return "system";
  }
}

export function chooseTheme(app: AppStore, theme: Theme): void {
  show(app, { theme });
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // It holds for this page then.
  }
}
