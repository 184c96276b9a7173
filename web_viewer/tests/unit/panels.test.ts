/** Each panel stands once on the workbench, and a test opens it. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PANELS } from "../../src/panels/index.ts";
import { ROWS } from "../../src/workbench/Workbench.tsx";

const PANES = ROWS.flatMap((row) => [...row.panes]);
const ids = Object.keys(PANELS).sort();

test("the workbench has every panel, once", () => {
  expect(PANES.flatMap((pane) => [...pane.tabs]).sort()).toEqual(ids);
});

test("a test in a browser opens every panel", () => {
  const folder = new URL("../browser/", import.meta.url);
  const tests = readdirSync(folder).filter((name) => name.endsWith(".test.ts"));
  const code = tests.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
  const named = (id: string, title: string) => code.includes(`"${title}"`) || code.includes(`#${id}`);
  expect(Object.entries(PANELS).flatMap(([id, { title }]) => (named(id, title) ? [] : [title]))).toEqual([]);
});
