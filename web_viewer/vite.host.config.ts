import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { themeColours } from "./build/theme.ts";

/** The panels for ComfyUI's page: one module beside the viewer, loaded when a panel is first shown. */
export default defineConfig({
  plugins: [react(), themeColours()],
  define: { "process.env.NODE_ENV": '"production"' },
  worker: {
    format: "iife",
    rollupOptions: { output: { comments: false, entryFileNames: "assets/[name].js" } },
  },
  build: {
    emptyOutDir: false,
    copyPublicDir: false,
    minify: false,
    reportCompressedSize: false,
    lib: { entry: "src/host/panels.tsx", formats: ["es"], fileName: () => "assets/panels.js" },
    rollupOptions: { output: { comments: false } },
  },
});
