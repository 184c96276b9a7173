import { defineConfig } from "vitest/config";

/**
 * Tests of the panels in a real ComfyUI's page, once in each of its two ways to draw a graph. DIFFULIZER_FRONTEND names the
 * folder of a frontend; without it, ComfyUI's own one is tested.
 */
const shared = {
  include: ["tests/comfyui/**/*.test.ts"],
  fileParallelism: false,
  maxWorkers: 1,
  testTimeout: 120_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    globalSetup: "tests/comfyui/support/setup.ts",
    projects: [
      { test: { ...shared, name: "classic", provide: { nodes2: false } } },
      { test: { ...shared, name: "Nodes 2.0", provide: { nodes2: true } } },
    ],
  },
});
