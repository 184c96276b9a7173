import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

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
  plugins: [react(), classicScript()],
  worker: { format: "iife" },
  build: {
    modulePreload: false,
    sourcemap: true,
    minify: false,
    rollupOptions: {
      output: {
        format: "iife",
        entryFileNames: "assets/viewer.js",
        assetFileNames: "assets/viewer[extname]",
      },
    },
  },
});
