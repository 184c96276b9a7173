import { rmSync } from "node:fs";
import type { LaunchOptions } from "playwright-core";
import type { TestProject } from "vitest/node";
import { findBrowser } from "./browsers.ts";
import { developmentPython } from "../../python.ts";
import { FAILURES } from "./places.ts";

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
  project.provide("python", developmentPython());
}
