import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, inject } from "vitest";

/** Runs of tests/unit/cases, built for a file of tests. */
export interface Cases {
  /** Where a case's run lies. */
  folder(name: string): string;
  /** What the Python validator finds in it: each rule and place. */
  found(name: string): readonly (readonly [string, string])[];
}

/** Have Python build cases before the tests of a file. */
export function buildCases(...names: readonly string[]): Cases {
  let root = "";
  let found: Record<string, [string, string][]> = {};
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "diffulizer_cases_"));
    const script = join(import.meta.dirname, "build_cases.py");
    const said = execFileSync(inject("python"), [script, root, ...names], { encoding: "utf8" });
    found = JSON.parse(said) as typeof found;
  });
  afterAll(() => {
    rmSync(root, { recursive: true });
  });
  return { folder: (name) => join(root, name, "run"), found: (name) => found[name] ?? [] };
}
