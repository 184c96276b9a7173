import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Sources whose texts are shown in the language of ComfyUI's page: the panels and the extension that mounts them. */
const FOLDERS = [
  new URL("../../src/host/", import.meta.url),
  new URL("../../../js/diffulizer/", import.meta.url),
];
const TEXTS = new URL("../../public/texts/", import.meta.url);
const CALL = /\bhost\.text\(\s*("(?:[^"\\]|\\.)*")?/g;

const sources = FOLDERS.flatMap((folder) => readdirSync(folder).map((name) => new URL(name, folder))).map(
  (file) => ({
    name: file.pathname.split("/").slice(-2).join("/"),
    calls: [...readFileSync(file, "utf8").matchAll(CALL)].map((call) => call[1]),
  }),
);
const languages = readdirSync(TEXTS);

test("every text is a literal, so that it can be looked up here", () => {
  for (const { name, calls } of sources) expect(calls, name).not.toContain(undefined);
});

test("there are texts and Chinese", () => {
  expect(sources.flatMap(({ calls }) => calls).length).toBeGreaterThan(40);
  expect(languages).toContain("zh.json");
});

test.each(languages)("%s has just the texts of the panels, none of them empty", (file) => {
  const texts = JSON.parse(readFileSync(new URL(file, TEXTS), "utf8")) as Record<string, string>;
  const wanted = new Set(
    sources.flatMap(({ calls }) => calls).map((call) => JSON.parse(call ?? '""') as string),
  );
  expect(Object.keys(texts).sort()).toEqual([...wanted].sort());
  for (const [english, translated] of Object.entries(texts)) {
    expect(translated.trim(), english).toBe(translated);
    expect(translated, english).not.toBe("");
  }
});
