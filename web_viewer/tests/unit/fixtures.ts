/** What tests/fixtures.py wrote. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";

const folder = inject("fixtures");

/** Where a run of the fixtures lies. */
export function fixtureRun(name: string): string {
  return join(folder, "runs", name);
}

/** A JSON file of the fixtures. */
export function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(join(folder, name), "utf8")) as T;
}
