import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import type { Plugin } from "vite";

/**
 * Each example run as a classic script beside index.html, `presets/NAME.js`: a page on file:// may load scripts, and pictures,
 * and nothing else. Its finished picture is `presets/NAME.png`.
 *
 * @param folder of the runs' archives, NAME.zip.
 */
export function presetScripts(folder: string): Plugin {
  return {
    name: "preset-scripts",
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const [, name, kind] = /^\/presets\/(\w+)\.(js|png)$/.exec(request.url ?? "") ?? [];
        if (!name || !existsSync(join(folder, `${name}.zip`))) {
          next();
          return;
        }
        const archive = readFileSync(join(folder, `${name}.zip`));
        response.setHeader("Content-Type", kind === "js" ? "text/javascript" : "image/png");
        response.end(kind === "js" ? presetScript(name, archive) : presetPicture(archive));
      });
    },
    generateBundle() {
      for (const file of readdirSync(folder).sort()) {
        if (!file.endsWith(".zip")) continue;
        const name = file.slice(0, -".zip".length);
        const archive = readFileSync(join(folder, file));
        this.emitFile({ type: "asset", fileName: `presets/${name}.js`, source: presetScript(name, archive) });
        this.emitFile({ type: "asset", fileName: `presets/${name}.png`, source: presetPicture(archive) });
      }
    },
  };
}

/** The script that hands a run's archive to the page, in base64. */
export function presetScript(name: string, archive: Uint8Array): string {
  const text = Buffer.from(archive).toString("base64");
  return `(globalThis.diffulizerRuns ??= {})[${JSON.stringify(name)}] = "${text}";\n`;
}

/** The last of a run's pictures. @throws Error there is none. */
export function presetPicture(archive: Uint8Array): Uint8Array {
  const pictures = unzipSync(archive, { filter: ({ name }) => /images\/x0_\d+\.png$/.test(name) });
  const last = Object.keys(pictures).sort().at(-1);
  const picture = last !== undefined && pictures[last];
  if (!picture) throw new Error("An example run has no pictures.");
  return picture;
}
