import { defineConfig } from "vitest/config";

/** Tests in a real Chromium: one after the other, each in a page of its own. */
export default defineConfig({
  test: {
    include: ["tests/browser/**/*.test.ts"],
    globalSetup: "tests/browser/support/setup.ts",
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
