/** Pictures without words, as the reader has them: what was removed, what that changes, and from when on. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openRun } from "../../src/dataset/open.ts";
import { brightOf, halfOf, outline, shareWithin } from "../../src/maths/halves.ts";
import { halfway } from "../../src/maths/parting.ts";
import type { Run, Series } from "../../src/run/types.ts";
import { fixture, fixtureRun } from "./fixtures.ts";
import { folderOnDisk } from "./folder_on_disk.ts";

interface Metadata {
  readonly removals: { readonly kind: string; readonly words: readonly { readonly text: string }[] };
  readonly removal_files: readonly { readonly path: string; readonly shape: readonly number[] }[];
}

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

describe("the moment of parting", () => {
  test("is the step from which on both are at least half as far apart as at the end", () => {
    const apart = (...distances: (number | null)[]): Series =>
      distances.map((distance) => (distance === null ? null : 1 - distance ** 2 / 2));
    expect(halfway(apart(0, 0.1, 0.5, 0.7, 0.8))).toBe(2);
    expect(halfway(apart(0, 0.6, 0.1, 0.7, 0.8))).toBe(3); // they came together again
    expect(halfway(apart(0.9, 0.8))).toBe(0);
    expect(halfway(apart(0, null, 0.7, null))).toBe(2);
  });

  test("is Python's", () => {
    const { maths } = fixture<{ maths: { halfway: [Series, number | null][] } }>("golden.json");
    expect(new Set(maths.halfway.map(([, step]) => step)).size).toBeGreaterThan(3);
    for (const [cosines, step] of maths.halfway) expect(halfway(cosines)).toBe(step);
  });

  test("is none where they end alike, but for rounding, or were not measured", () => {
    expect([halfway([]), halfway([null]), halfway([1, 0.5, 1]), halfway([0.5, 1 - 1e-7])]).toEqual(
      Array.from({ length: 4 }, () => null),
    );
  });
});

test("half of a map, the bright part of one, its share, and its outline", () => {
  const map = [0, 4, 1, 3];
  expect(halfOf(map)).toEqual([false, true, false, false]);
  expect(halfOf([0, 0])).toEqual([false, false]);
  expect(brightOf([0.1, 0.5, 0.3, 0.2])).toEqual([false, true, true, false]);
  expect(brightOf([1, 1])).toEqual([false, false]);
  expect(shareWithin(map, [true, true, false, false])).toBe(0.5);
  expect(shareWithin([0, 0], [true, true])).toBeNull();
  expect(outline([false, true, false, true], [2, 2])).toBe("M1 0h1M1 0v1M2 0v1M1 1v1M2 1v1M1 2h1");
});
