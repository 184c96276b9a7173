import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";

type Name = "photo" | "cartoon" | "star";
const VIEWER = join(import.meta.dirname, "..");
const CACHE = join(VIEWER, "node_modules/.cache/presets");

/** Folders of the example runs, shared by all tests: who changes a run copies it first. */
export const PHOTO = presetFolder("photo");
export const CARTOON = presetFolder("cartoon");
export const STAR = presetFolder("star");

/** The .zip of an example run, as the repository holds it. */
export function presetArchive(name: Name): Uint8Array {
  return readFileSync(join(VIEWER, "../presets", `${name}.zip`));
}

/** The folder of an example run, of that name. It is unpacked once for each content of the archive. */
function presetFolder(name: Name): string {
  const archive = presetArchive(name);
  const folder = join(CACHE, createHash("sha256").update(archive).digest("hex").slice(0, 16));
  if (!existsSync(folder)) {
    mkdirSync(CACHE, { recursive: true });
    const draft = mkdtempSync(join(CACHE, "draft-"));
    for (const [path, content] of Object.entries(unzipSync(archive))) {
      const file = join(draft, name, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    try {
      renameSync(draft, folder);
    } catch {
      rmSync(draft, { recursive: true }); // another test's process was faster
    }
  }
  return join(folder, name);
}
