import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import type { LaunchOptions } from "playwright-core";
import type { TestProject } from "vitest/node";
import { findBrowser } from "./browsers.ts";
import { FAILURES, REPOSITORY } from "./places.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** How to launch the browser. */
    browser: LaunchOptions;
    /** A Python that has what diffulizer needs. */
    python: string;
  }
}

/** Once for all files of tests: the browser and the Python that they use. */
export default async function setup(project: TestProject): Promise<void> {
  rmSync(FAILURES, { recursive: true, force: true });
  project.provide("browser", await findBrowser());
  project.provide("python", process.env["DIFFULIZER_PYTHON"] ?? developmentPython());
}

function developmentPython(): string {
  const system = process.platform === "win32" ? "python" : "python3";
  const told = execFileSync(system, ["dev.py", "env"], { cwd: REPOSITORY, encoding: "utf8" });
  return told.trim().split("\n").at(-1) ?? "";
}
