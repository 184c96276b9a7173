/** The folders of src/ lie in one order, and no file leads back to itself. */
import { readdirSync, readFileSync } from "node:fs";
import { Linter } from "eslint";
import ts from "typescript";
import { expect, test } from "vitest";
import { ROOMS, walls } from "../../build/rooms.js";

const src = new URL("../../src/", import.meta.url);

test("every folder has its place in the order", () => {
  const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const rooms = folders.map(({ name }) => name).filter((name) => name !== "styles");
  expect(rooms.sort()).toEqual([...ROOMS].sort());
});

test.each([
  ["src/charts/some.js", `import { show } from "../state/store.ts";\nshow;\n`, true],
  ["src/dataset/sources/some.js", `import { perform } from "../../worker/perform.ts";\nperform;\n`, false],
  ["src/dataset/sources/some.js", `import { goTo } from "../../state/store.ts";\ngoTo;\n`, true],
  ["src/maths/some.js", `import { useState } from "react";\nuseState;\n`, true],
  ["src/worker/some.js", `import { openRun } from "../dataset/open.ts";\nopenRun;\n`, true],
  ["src/app/some.js", `import { goTo } from "../state/store.ts";\ngoTo;\n`, false],
])("%s: %j", (file, code, refused) => {
  const found = new Linter().verify(code, ROOMS.map(walls), file);
  expect(found.map(({ ruleId }) => ruleId)).toEqual(refused ? ["no-restricted-imports"] : []);
});

test("no file imports itself by way of others", () => {
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]) => {
    if (way.includes(file)) throw new Error([...way.slice(way.indexOf(file)), file].join(" -> "));
    if (done.has(file)) return;
    for (const next of importsOf(file)) visit(next, [...way, file]);
    done.add(file);
  };
  for (const name of readdirSync(src, { recursive: true, encoding: "utf8" }))
    if (/\.tsx?$/.test(name)) visit(name.replaceAll("\\", "/"), []);
  expect(done.size).toBeGreaterThan(100);
});

/** Files that a file takes code from; types come from anywhere. */
function importsOf(name: string): readonly string[] {
  const file = new URL(name, src);
  const tree = ts.createSourceFile(name, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  return tree.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const from = statement.moduleSpecifier;
    const types =
      ts.isImportDeclaration(statement) &&
      statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    if (types || !from || !ts.isStringLiteral(from) || !/^\..*\.tsx?$/.test(from.text)) return [];
    return [new URL(from.text, file).href.slice(src.href.length)];
  });
}
