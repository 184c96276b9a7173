import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { pageOf, tested } from "./tests/comfyui/support/frontends.ts";
import { reporters } from "./tests/reporters.ts";

/**
 * Tests of the panels in a real ComfyUI's page, which draws graphs in two ways. DIFFULIZER_FRONTEND names the version of the
 * page, and DIFFULIZER_FRONTEND_FOLDER its files where they are not the host's own. All tests run in the newest one with
 * Nodes 2.0. In older ones, the classic way, those run whose subject a frontend draws, moves or reloads, what is registered
 * with it, what it opens, and what another site's page can do. With DIFFULIZER_NIGHTLY=1 each page draws in both ways. A test
 * that fails has a second try, which the summary tells.
 */
const EVERY = ["tests/comfyui/**/*.test.ts"];
const DRAWN = files("panel", "live", "tabs", "editing", "stored", "failures", "tidy");
const REGISTERED = files("sidebar", "examples", "rebinding");
const { version, newest } = tested();

const shared = {
  fileParallelism: false,
  maxWorkers: 1,
  retry: 1,
  testTimeout: 240_000,
  hookTimeout: 120_000,
};
const classic = {
  test: {
    ...shared,
    name: "classic",
    include: newest ? DRAWN : [...DRAWN, ...REGISTERED],
    provide: { nodes2: false },
  },
};
const nodes2 = {
  test: { ...shared, name: "Nodes 2.0", include: newest ? EVERY : DRAWN, provide: { nodes2: true } },
};
const ways = pageOf(version).draws_panels_in_nodes_2 ? [classic, nodes2] : [classic];
const projects = process.env["DIFFULIZER_NIGHTLY"] ? ways : [newest ? nodes2 : classic];

export default defineConfig({
  test: {
    reporters: reporters(`panels_${version}`),
    globalSetup: "tests/comfyui/support/setup.ts",
    projects,
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
