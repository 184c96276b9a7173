import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The workbench: a classic script beside the viewer's, loaded when it is first opened. React is the viewer's. */
export default defineConfig({
  plugins: [react()],
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    emptyOutDir: false,
    copyPublicDir: false,
    minify: false,
    reportCompressedSize: false,
    lib: {
      entry: "src/workbench/script.ts",
      formats: ["iife"],
      name: "diffulizerScript",
      fileName: () => "assets/workbench.js",
    },
    rollupOptions: {
      external: ["react", "react-dom", "react/jsx-runtime"],
      output: {
        comments: false,
        globals: {
          react: "diffulizerShared.react",
          "react-dom": "diffulizerShared.reactDom",
          "react/jsx-runtime": "diffulizerShared.jsx",
        },
      },
    },
  },
});
