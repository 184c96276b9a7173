import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { configDefaults, defineConfig } from "vitest/config";
import { presetScripts } from "./build/presets.ts";

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
    presetScripts(fileURLToPath(new URL("public/datasets/presets", import.meta.url))),
  ],
  worker: { format: "iife" },
  // The JSON Schemas of a run lie with the Python package that writes runs.
  server: { fs: { allow: [".."] } },
  build: {
    modulePreload: false,
    sourcemap: true,
    minify: false,
    reportCompressedSize: false,
    rollupOptions: {
      output: {
        format: "iife",
        entryFileNames: "assets/viewer.js",
        assetFileNames: "assets/viewer[extname]",
      },
    },
  },
  test: { exclude: [...configDefaults.exclude, "tests/browser/**"] },
});
