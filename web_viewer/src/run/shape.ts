import type { Run } from "./types.ts";

/** Height of a run's picture for its width; 1 where the run does not say. */
export function ratioOf({ generator: { width, height } }: Pick<Run, "generator">): number {
  const usable = typeof width === "number" && typeof height === "number" && width > 0 && height > 0;
  return usable ? height / width : 1;
}
