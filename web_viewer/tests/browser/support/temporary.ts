import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** An empty folder that is gone when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "diffulizer_viewer_"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}
