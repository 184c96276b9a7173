import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { strFromU8, unzipSync } from "fflate";
import presets from "../../../presets/presets.json";
import { presetPicture, presetScript } from "../../build/presets.ts";
import { presetArchive } from "../presets.ts";

/** What a script leaves in a page where another one may have run before it. */
function runsOf(script: string, before: object): unknown {
  return (
    new Function("globalThis", `${script} return globalThis.diffulizerRuns;`) as (page: object) => unknown
  )(before);
}

it("hands the page an archive in base64", () => {
  const archive = Uint8Array.from({ length: 256 }, (_, i) => i);
  const runs = runsOf(presetScript("photo", archive), {}) as Record<string, string>;
  expect(Object.keys(runs)).toEqual(["photo"]);
  expect(Uint8Array.from(Buffer.from(runs["photo"] ?? "", "base64"))).toEqual(archive);
});

it("leaves the runs of other scripts", () => {
  const runs = runsOf(presetScript('"</b>', new Uint8Array()), { diffulizerRuns: { cartoon: "" } });
  expect(runs).toEqual({ cartoon: "", '"</b>': "" });
});

it.each(["photo", "cartoon", "star"] as const)(
  "made %s as it is committed, of the prompt in the list",
  (name) => {
    const { prompt } = JSON.parse(
      strFromU8(unzipSync(presetArchive(name))["metadata.json"] ?? new Uint8Array()),
    ) as {
      prompt: { text: string };
    };
    expect(prompt.text).toBe(presets.prompts[name]);
    const picture = readFileSync(new URL(`../../dist/presets/${name}.png`, import.meta.url));
    expect(picture.equals(presetPicture(presetArchive(name))), "Run `npm run build`").toBe(true);
    const built = readFileSync(new URL(`../../dist/presets/${name}.js`, import.meta.url), "utf8");
    expect(built === presetScript(name, presetArchive(name)), "Run `npm run build`").toBe(true);
  },
);
