import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

/** The file that Python's figures read too. */
const FILE = new URL("../../diffulizer/format/theme.json", import.meta.url);

type Themes = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Puts a theme's colours, as custom properties, where a style sheet says `@colours NAME;`. */
export function themeColours(): Plugin {
  return {
    name: "theme-colours",
    enforce: "pre",
    transform: {
      filter: { id: /\/src\/styles\/.*\.css/, code: /@colours/ },
      handler: (css) =>
        withColours(css, (JSON.parse(readFileSync(FILE, "utf8")) as { themes: Themes }).themes),
    },
  };
}

/** A style sheet with the themes' colours in it; throws for a theme that there is not. */
export function withColours(css: string, themes: Themes): string {
  return css.replace(/@colours (\w+);/g, (_, name: string) => {
    const colours = themes[name];
    if (!colours) throw new Error(`@colours ${name}: theme.json has ${Object.keys(themes).join(", ")}`);
    return Object.entries(colours)
      .map(([key, colour]) => `--${key}: ${colour};`)
      .join(" ");
  });
}
