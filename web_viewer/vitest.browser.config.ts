import { defineConfig } from "vitest/config";
import { reporters } from "./tests/reporters.ts";

/** Tests in a real Chromium: two files at a time, each test in a page of its own. A test that fails has a second try, which the summary tells. */
export default defineConfig({
  test: {
    reporters: reporters("browser"),
    include: ["tests/browser/**/*.test.ts"],
    globalSetup: "tests/browser/support/setup.ts",
    maxWorkers: 2,
    retry: 1,
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
