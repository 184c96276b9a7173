import { expect } from "vitest";

/** Wait until what a function gives equals a value. A machine that does other things as well may take its time. */
export function eventually<T>(get: () => T | Promise<T>) {
  return expect.poll(get, { timeout: 90_000, interval: 50 });
}
