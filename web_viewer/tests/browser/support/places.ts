import { join } from "node:path";

export const VIEWER = join(import.meta.dirname, "../../..");
export const REPOSITORY = join(VIEWER, "..");
/** What is tested: the built viewer. */
export const DIST = join(VIEWER, "dist");
/** Where a failed test leaves a picture of its page. */
export const FAILURES = join(VIEWER, "test-failures");
