/** Pictures without words, as the reader has them: what was removed, what that changes, and from when on. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openRun } from "../../src/dataset/open.ts";
import { PARTED, parting } from "../../src/maths/parting.ts";
import type { Run, Series } from "../../src/run/types.ts";
import { fixture, fixtureRun } from "./fixtures.ts";
import { folderOnDisk } from "./folder_on_disk.ts";

interface Metadata {
  readonly removals: { readonly kind: string; readonly words: readonly { readonly text: string }[] };
  readonly removal_files: readonly { readonly path: string; readonly shape: readonly number[] }[];
}

const { maths } = fixture<{ maths: { partings: [Series, number | null][] } }>("golden.json");

async function open(name: string): Promise<Run> {
  const { run, problems } = await openRun(folderOnDisk(fixtureRun(name)));
  expect(problems).toEqual([]);
  if (!run) throw new Error(`${name} does not open`);
  return run;
}

const json = <T>(run: string, file: string) =>
  JSON.parse(readFileSync(join(fixtureRun(run), file), "utf8")) as T;

describe.each([
  ["valid-removals", "attention"],
  ["valid-removals_text", "text"],
])("%s", (name, kind) => {
  const metadata = json<Metadata>(name, "metadata.json");
  const closeness = json<{ removal_x0_cosine: number[][] }>(name, "metrics.json").removal_x0_cosine;

  test("words, how they were removed, and how close the pictures stay", async () => {
    const { removals, has, steps } = await open(name);
    expect(removals).toMatchObject({ kind, changes: true, sigmaStart: null, sigmaEnd: null });
    const words = metadata.removals.words.map(({ text }) => text);
    expect(removals?.words.map(({ text }) => text)).toEqual(words);
    expect(removals?.prompts).toEqual(words.map((text) => (kind === "text" ? `without ${text}` : "")));
    expect(removals?.layers.length).toBe(kind === "text" ? 0 : 2);
    expect(has.without).toEqual(words.map(() => true));
    expect(removals?.closeness.length).toBe(words.length + 1);
    for (let step = 0; step < steps; step++)
      expect(removals?.closeness.map((series) => series[step])).toEqual(closeness[step]);
  });

  test("changes, none of which is at or below the null’s largest", async () => {
    const run = await open(name);
    const { path, shape } = metadata.removal_files[0] ?? { path: "", shape: [] };
    const changes = await run.removalChanges();
    const bytes = readFileSync(join(fixtureRun(name), path));
    expect(bytes.length).toBe(2 * shape.reduce((product, size) => product * size, 1));
    expect([changes?.words.length, ...(changes?.grid ?? [])]).toEqual([
      (shape[0] ?? 0) - 1,
      ...shape.slice(1),
    ]);
    expect(changes?.problem).toBeNull();
    expect(changes?.floor).toBe(0); // the null of these runs changes nothing
    expect(changes?.words.every((map) => map.every((value) => value > 0))).toBe(true);
  });
});

test("a run without removals has none, and asks for no file", async () => {
  const run = await open("valid-plain");
  expect([run.removals, run.has.without, await run.removalChanges()]).toEqual([null, [], null]);
});

test("the moment of parting is Python’s", () => {
  expect(maths.partings.length).toBeGreaterThan(5);
  expect(new Set(maths.partings.map(([, step]) => step)).size).toBeGreaterThan(2);
  for (const [series, step] of maths.partings) expect(parting(series)).toBe(step);
  expect(parting([PARTED, PARTED - 1e-9])).toBe(1);
});
