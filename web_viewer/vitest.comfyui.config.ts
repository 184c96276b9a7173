import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { pageOf, tested } from "./tests/comfyui/support/frontends.ts";

/**
 * Tests of the panels in a real ComfyUI's page, which draws graphs in two ways. DIFFULIZER_FRONTEND names the version of the
 * page, and DIFFULIZER_FRONTEND_FOLDER its files where they are not the host's own. All tests run in the newest one with
 * Nodes 2.0. Otherwise those run whose subject a frontend draws, moves or reloads, and in older ones once what is registered
 * with it, what it opens, and what another site's page can do.
 */
const EVERY = ["tests/comfyui/**/*.test.ts"];
const DRAWN = files("panel", "live", "tabs", "editing", "stored", "failures", "tidy");
const REGISTERED = files("sidebar", "examples", "rebinding");
const { version, newest } = tested();

const shared = { fileParallelism: false, maxWorkers: 1, testTimeout: 120_000, hookTimeout: 60_000 };
const classic = newest ? DRAWN : [...DRAWN, ...REGISTERED];
const nodes2 = newest ? EVERY : DRAWN;
const ways = [
  { test: { ...shared, name: "classic", include: classic, provide: { nodes2: false } } },
  { test: { ...shared, name: "Nodes 2.0", include: nodes2, provide: { nodes2: true } } },
];

export default defineConfig({
  test: {
    globalSetup: "tests/comfyui/support/setup.ts",
    projects: pageOf(version).draws_panels_in_nodes_2 ? ways : ways.slice(0, 1),
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
