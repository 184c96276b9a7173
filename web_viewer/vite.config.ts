import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { pageIcon } from "./build/icon.ts";
import { presetScripts } from "./build/presets.ts";
import { themeColours } from "./build/theme.ts";

/** Browsers refuse module scripts on file://, so the page loads one classic script instead. */
function classicScript(): Plugin {
  return {
    name: "classic-script",
    enforce: "post",
    transformIndexHtml: (html) =>
      html.replace(/<script type="module" crossorigin/g, "<script defer").replace(/ crossorigin/g, ""),
  };
}

export default defineConfig({
  base: "./",
  plugins: [
    react(),
    classicScript(),
    themeColours(),
    pageIcon(fileURLToPath(new URL("../docs/icon.svg", import.meta.url))),
    presetScripts(fileURLToPath(new URL("../presets", import.meta.url))),
  ],
  worker: {
    format: "iife",
    rollupOptions: { output: { comments: false, entryFileNames: "assets/[name].js" } },
  },
  // The format of a run lies with the Python package that writes runs.
  server: { fs: { allow: [".."] } },
  build: {
    modulePreload: false,
    minify: false,
    cssCodeSplit: false, // one style sheet beside the script, rather than within it
    reportCompressedSize: false,
    rollupOptions: {
      output: {
        format: "iife",
        comments: false,
        entryFileNames: "assets/viewer.js",
        assetFileNames: "assets/viewer[extname]",
      },
    },
  },
});
