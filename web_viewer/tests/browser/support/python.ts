import { execFileSync } from "node:child_process";
import { inject } from "vitest";

/** Run a program of Python and read what it prints as JSON. */
export function python<T>(program: string, ...words: string[]): T {
  return JSON.parse(execFileSync(inject("python"), ["-c", program, ...words], { encoding: "utf8" })) as T;
}
