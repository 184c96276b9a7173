/** The extension that ComfyUI's page loads at each start: small, and on nothing but the two modules that stay. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { expect, test } from "vitest";

const LARGEST = 20 * 1024;
const folder = fileURLToPath(new URL("../../../js/", import.meta.url));
const scripts = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".js"),
);
const read = (name: string) => readFileSync(join(folder, name), "utf8");

test("is at most 20 kB in all", () => {
  expect(scripts.length).toBeGreaterThan(3);
  const bytes = scripts.reduce((sum, name) => sum + Buffer.byteLength(read(name)), 0);
  expect(bytes).toBeLessThanOrEqual(LARGEST);
});

test.each(scripts)("%s imports only the page's two modules and its own", (name) => {
  const imported = [...read(name).matchAll(/^import .* from "(.*)";$/gm)].map(([, path = ""]) => path);
  const foreign = imported.filter((path) => !path.startsWith("./"));
  const pages = ["../../scripts/app.js", "../../scripts/api.js"]; // relative: a proxy may put the page below a path
  expect(foreign.filter((path) => !pages.includes(path))).toEqual([]);
});

test("holds no bundle: ComfyUI's page loads every script below it", () => {
  for (const name of scripts) expect(read(name).split("\n").length).toBeLessThan(250);
});

test("asks for texts of the languages that there are", () => {
  const texts = fileURLToPath(new URL("../../public/texts/", import.meta.url));
  const [, listed = "[]"] = /const TRANSLATED = (\[.*\]);/.exec(read("diffulizer/host.js")) ?? [];
  expect(JSON.parse(listed)).toEqual(readdirSync(texts).map((name) => name.replace(".json", "")));
});
