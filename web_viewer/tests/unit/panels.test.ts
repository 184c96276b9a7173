/** Each panel stands once on the workbench, and a test opens it. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PANELS } from "../../src/panels/index.ts";
import { ROWS, ROWS_OF_BOTH } from "../../src/workbench/Workbench.tsx";

const tabsOf = (rows: typeof ROWS) =>
  rows.flatMap((row) => row.panes.flatMap((pane) => [...pane.tabs])).sort();
const ids = Object.keys(PANELS).sort();

test("the workbench has every panel, once", () => {
  expect(tabsOf(ROWS_OF_BOTH)).toEqual(ids);
  expect(tabsOf(ROWS)).toEqual(ids.filter((id) => !id.startsWith("comparison-"))); // these show two runs
});

test("a test in a browser opens every panel", () => {
  const folder = new URL("../browser/", import.meta.url);
  const tests = readdirSync(folder).filter((name) => name.endsWith(".test.ts"));
  const code = tests.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
  const named = (id: string, title: string) => code.includes(`"${title}"`) || code.includes(`#${id}`);
  expect(Object.entries(PANELS).flatMap(([id, { title }]) => (named(id, title) ? [] : [title]))).toEqual([]);
});
