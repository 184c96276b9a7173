import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Zippable, zipSync } from "fflate";
import type { Plugin } from "vite";

/**
 * Each bundled run once more as a classic script beside index.html, `presets/NAME.js`: on file:// a page may load
 * scripts, and nothing else. The same runs give the same bytes on every machine.
 */
export function presetScripts(folder: string): Plugin {
  return {
    name: "preset-scripts",
    apply: "build",
    generateBundle() {
      for (const name of readdirSync(folder).sort()) {
        const source = presetScript(name, join(folder, name));
        this.emitFile({ type: "asset", fileName: `presets/${name}.js`, source });
      }
    },
  };
}

/** The script that hands a run to the page as the base64 of a .zip. */
export function presetScript(name: string, folder: string): string {
  const text = Buffer.from(presetArchive(folder)).toString("base64");
  return `(globalThis.diffulizerRuns ??= {})[${JSON.stringify(name)}] = "${text}";\n`;
}

/** A .zip of a run, with the same time for all of its files. */
export function presetArchive(folder: string): Uint8Array {
  const mtime = new Date(1980, 0, 1); // archives hold local times: this is the same in each zone
  return zipSync(contentOf(folder), { level: 9, mtime });
}

/** All files below a folder by their path in it, sorted. */
function contentOf(folder: string): Zippable {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path))]));
}
