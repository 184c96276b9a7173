import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/**
 * Each example run as a classic script beside index.html, `presets/NAME.js`: a page on file:// may load scripts, and
 * nothing else.
 *
 * @param folder of the runs' archives, NAME.zip.
 */
export function presetScripts(folder: string): Plugin {
  return {
    name: "preset-scripts",
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const name = /^\/presets\/(\w+)\.js$/.exec(request.url ?? "")?.[1];
        if (!name || !existsSync(join(folder, `${name}.zip`))) {
          next();
          return;
        }
        response.setHeader("Content-Type", "text/javascript");
        response.end(presetScript(name, readFileSync(join(folder, `${name}.zip`))));
      });
    },
    generateBundle() {
      for (const file of readdirSync(folder).sort()) {
        if (!file.endsWith(".zip")) continue;
        const name = file.slice(0, -".zip".length);
        const source = presetScript(name, readFileSync(join(folder, file)));
        this.emitFile({ type: "asset", fileName: `presets/${name}.js`, source });
      }
    },
  };
}

/** The script that hands a run's archive to the page, in base64. */
export function presetScript(name: string, archive: Uint8Array): string {
  const text = Buffer.from(archive).toString("base64");
  return `(globalThis.diffulizerRuns ??= {})[${JSON.stringify(name)}] = "${text}";\n`;
}
