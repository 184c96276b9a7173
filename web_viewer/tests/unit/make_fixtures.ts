/** Has Python write the fixtures before the tests, unless DIFFULIZER_FIXTURES names a folder that holds them. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { developmentPython } from "../python.ts";

declare module "vitest" {
  export interface ProvidedContext {
    fixtures: string;
  }
}

const script = fileURLToPath(new URL("../fixtures.py", import.meta.url));

export default function setup(project: TestProject): (() => void) | undefined {
  const ready = process.env.DIFFULIZER_FIXTURES;
  if (ready) {
    project.provide("fixtures", ready);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), "diffulizer-fixtures-"));
  try {
    execFileSync(developmentPython(), [script, folder], { stdio: ["ignore", "inherit", "inherit"] });
  } catch (error) {
    throw new Error(
      "The tests compare with what Python says, and it could not be asked. Set DIFFULIZER_PYTHON to a Python that " +
        "`python3 dev.py env` prints, or write the fixtures with `PYTHON tests/fixtures.py FOLDER` and set " +
        "DIFFULIZER_FIXTURES to that folder.",
      { cause: error },
    );
  }
  project.provide("fixtures", folder);
  return () => rmSync(folder, { recursive: true });
}
