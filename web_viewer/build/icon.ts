import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

/** Puts the icon into the page itself, so that no server is asked for one and a report has it too. */
export function pageIcon(file: string): Plugin {
  return {
    name: "page-icon",
    transformIndexHtml: () => {
      const drawing = readFileSync(file, "utf8").replace(/\n\s*/g, "");
      const href = `data:image/svg+xml;base64,${Buffer.from(drawing).toString("base64")}`;
      return [{ tag: "link", attrs: { rel: "icon", href }, injectTo: "head" }];
    },
  };
}
