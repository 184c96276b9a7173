import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** A Python that has what diffulizer needs: the one that DIFFULIZER_PYTHON names, or else dev.py's. */
export function developmentPython(): string {
  const named = process.env["DIFFULIZER_PYTHON"];
  if (named) return named;
  const system = process.platform === "win32" ? "python" : "python3";
  const cwd = join(import.meta.dirname, "../..");
  return (
    execFileSync(system, ["dev.py", "env"], { cwd, encoding: "utf8" }).trim().split("\n").at(-1) ?? system
  );
}
