/** What tests/fixtures.py wrote. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";

const folder = inject("fixtures");

/** Where a run of the fixtures lies. */
export function fixtureRun(name: string): string {
  return fixturePath(join("runs", name));
}

/** Where a file or a folder of the fixtures lies. */
export function fixturePath(path: string): string {
  return join(folder, path);
}

/** A JSON file of the fixtures. */
export function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(join(folder, name), "utf8")) as T;
}
