import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";

type Style = "photo" | "cartoon";
const VIEWER = join(import.meta.dirname, "..");
const CACHE = join(VIEWER, "node_modules/.cache/presets");

/** Folders of the example runs, shared by all tests: who changes a run copies it first. */
export const PHOTO = presetFolder("photo");
export const CARTOON = presetFolder("cartoon");

/** The .zip of an example run, as the repository holds it. */
export function presetArchive(style: Style): Uint8Array {
  return readFileSync(join(VIEWER, "../presets", `${style}.zip`));
}

/** The folder of an example run, named as its style. It is unpacked once for each content of the archive. */
function presetFolder(style: Style): string {
  const archive = presetArchive(style);
  const folder = join(CACHE, createHash("sha256").update(archive).digest("hex").slice(0, 16));
  if (!existsSync(folder)) {
    mkdirSync(CACHE, { recursive: true });
    const draft = mkdtempSync(join(CACHE, "draft-"));
    for (const [path, content] of Object.entries(unzipSync(archive))) {
      const file = join(draft, style, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    try {
      renameSync(draft, folder);
    } catch {
      rmSync(draft, { recursive: true }); // another test's process was faster
    }
  }
  return join(folder, style);
}
