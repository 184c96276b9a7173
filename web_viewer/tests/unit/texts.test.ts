import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { afterEach, expect, test } from "vitest";
import { setLanguage, text } from "../../src/text/text.ts";
import { panelSources, textsOf, untranslated } from "./panel_sources.ts";

const TEXTS = new URL("../../public/texts/", import.meta.url);
/** Reading a run, and maths, know nothing of people: what they say is the cause of an error. */
const sources = panelSources().filter(({ name }) => !/^(bytes|dataset|maths|worker)\//.test(name));
const languages = readdirSync(TEXTS);

afterEach(() => {
  setLanguage(undefined, {});
});

test("the panels are found with what they are made of", () => {
  const names = sources.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["host/LivePanel.tsx", "host/WordChips.tsx", "run/terms.ts"]));
  expect(names).not.toContain("story/Story.tsx");
});

test("what people read in a panel goes through text()", () => {
  expect(
    sources.flatMap((source) => untranslated(source).map((string) => `${source.name}: ${string}`)),
  ).toEqual([]);
});

test("strings that do not go through text() would be found", () => {
  const code = `
    const a = <p title={text("One")}>Two words <b aria-label="three">{c ? "four five" : text("Six", { six })}</b></p>;
    const b = <B className="row spread" label={\`seven \${n}\`} kind="eight" />;
    throw new ReadError("nine ten");
    host.toast("info", "Eleven");`;
  const tree = ts.createSourceFile("a.tsx", code, ts.ScriptTarget.Latest, true);
  expect(untranslated({ name: "", tree })).toEqual(["Two words", "three", "four five", "seven {}", "Eleven"]);
});

test("there are texts and Chinese", () => {
  expect(sources.flatMap(textsOf).length).toBeGreaterThan(100);
  expect(languages).toContain("zh.json");
});

test.each(languages)("%s has just the texts of the panels, with their values, none of them empty", (file) => {
  const texts = JSON.parse(readFileSync(new URL(file, TEXTS), "utf8")) as Record<string, string>;
  const wanted = sources.flatMap(textsOf).map((given) => {
    // It can only be looked up here, and there, if it is written in full.
    expect(ts.isStringLiteral(given), given.getText()).toBe(true);
    return (given as ts.StringLiteral).text;
  });
  expect(Object.keys(texts)).toEqual([...new Set(wanted)].sort());
  const values = (of: string) => (of.match(/\{\w+\}/g) ?? []).sort();
  for (const [english, translated] of Object.entries(texts)) {
    expect(translated.trim(), english).toBe(translated);
    expect(translated, english).not.toBe("");
    expect(values(translated), english).toEqual(values(english));
  }
});

test("a text is shown in the language that was set, with its values", () => {
  const step = () => text("Step {step} of {steps}", { step: 3, steps: "{step}" });
  expect(step()).toBe("Step 3 of {step}");
  setLanguage("xx", { "Step {step} of {steps}": "{steps} / {step}" });
  expect(step()).toBe("{step} / 3");
  expect(text("Play")).toBe("Play");
});
