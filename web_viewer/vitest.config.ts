import { defineConfig } from "vitest/config";
import { reporters } from "./tests/reporters.ts";

export default defineConfig({
  test: {
    reporters: reporters("unit"),
    include: ["tests/unit/**/*.test.ts"],
    globalSetup: "tests/unit/make_fixtures.ts",
  },
});
