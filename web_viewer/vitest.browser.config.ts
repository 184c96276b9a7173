import { defineConfig } from "vitest/config";

/** Tests in a real Chromium: two files at a time, each test in a page of its own. */
export default defineConfig({
  test: {
    include: ["tests/browser/**/*.test.ts"],
    globalSetup: "tests/browser/support/setup.ts",
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
