import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";

/**
 * Tests of the panels in a real ComfyUI's page, which draws graphs in two ways. DIFFULIZER_FRONTEND names the folder of the
 * newest frontend; without it, ComfyUI's own one is tested. All tests run in the newest one with Nodes 2.0. In the other three
 * ways run those whose subject a frontend draws, moves or reloads, and in the older frontend once what is registered with it.
 */
const EVERY = ["tests/comfyui/**/*.test.ts"];
const DRAWN = files("live", "tabs", "editing", "stored", "tidy");
const REGISTERED = files("sidebar");
const newest = Boolean(process.env["DIFFULIZER_FRONTEND"]);

const shared = { fileParallelism: false, maxWorkers: 1, testTimeout: 120_000, hookTimeout: 60_000 };
const classic = newest ? DRAWN : [...DRAWN, ...REGISTERED];
const nodes2 = newest ? EVERY : DRAWN;

export default defineConfig({
  test: {
    globalSetup: "tests/comfyui/support/setup.ts",
    projects: [
      { test: { ...shared, name: "classic", include: classic, provide: { nodes2: false } } },
      { test: { ...shared, name: "Nodes 2.0", include: nodes2, provide: { nodes2: true } } },
    ],
  },
});

function files(...names: string[]): string[] {
  return names.map((name) => {
    const file = `tests/comfyui/${name}.test.ts`;
    if (!existsSync(new URL(file, import.meta.url)))
      throw new Error(`${file}, which is to run in every way, is not there`);
    return file;
  });
}
