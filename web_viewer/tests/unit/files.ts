/** The files of a folder in memory, as archives and drops hold them. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** Contents by path, with forward slashes, behind a prefix. */
export function filesOf(folder: string, prefix = ""): Record<string, Uint8Array<ArrayBuffer>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    entries.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [prefix + relative(folder, file).split(sep).join("/"), new Uint8Array(readFileSync(file))];
    }),
  );
}
