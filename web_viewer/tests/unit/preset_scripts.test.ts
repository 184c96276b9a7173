import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { afterEach, beforeEach, expect, it } from "vitest";
import { presetScript } from "../../build/presets.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "diffulizer_presets_"));
  mkdirSync(join(folder, "images"));
  writeFileSync(join(folder, "metadata.json"), '{"steps": 1}');
  writeFileSync(join(folder, "images", "step_000.png"), "png");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What a script leaves in a page where another one may have run before it. */
function runsOf(script: string, before: object): unknown {
  return (
    new Function("globalThis", `${script} return globalThis.diffulizerRuns;`) as (page: object) => unknown
  )(before);
}

it("hands the page the files of a run as the base64 of a zip", () => {
  const runs = runsOf(presetScript("photo", folder), {}) as Record<string, string>;
  expect(Object.keys(runs)).toEqual(["photo"]);
  const files = unzipSync(Buffer.from(runs["photo"] ?? "", "base64"));
  expect(Object.entries(files).map(([path, bytes]) => [path, strFromU8(bytes)])).toEqual([
    ["images/step_000.png", "png"],
    ["metadata.json", '{"steps": 1}'],
  ]);
});

it("leaves the runs of other scripts", () => {
  expect(runsOf(presetScript('"</b>', folder), { diffulizerRuns: { cartoon: "" } })).toHaveProperty(
    "cartoon",
    "",
  );
});

it("gives the same bytes in every time zone and whenever files were written", () => {
  const first = presetScript("photo", folder);
  const zone = process.env["TZ"];
  process.env["TZ"] = zone === "Asia/Tokyo" ? "UTC" : "Asia/Tokyo";
  writeFileSync(join(folder, "metadata.json"), '{"steps": 1}');
  expect(presetScript("photo", folder)).toBe(first);
  process.env["TZ"] = zone;
});
