/** The reader against the validator: the same runs, whole and damaged, break the same rules at the same places. */
import { describe, expect, test } from "vitest";
import { openRun } from "../../src/dataset/open.ts";
import type { Problem, Run } from "../../src/run/types.ts";
import { fixture, fixtureRun } from "./fixtures.ts";
import { folderOnDisk } from "./folder_on_disk.ts";

type Place = [rule: string, place: string];
const expected = fixture<Record<string, Place[]>>("expected.json");

test("there are at least 500 damaged runs, and the cases of every rule", () => {
  const names = Object.keys(expected);
  expect(names.filter((name) => name.startsWith("damaged-")).length).toBeGreaterThanOrEqual(500);
  expect(names.filter((name) => name.startsWith("case-")).length).toBeGreaterThan(100);
  expect(names.filter((name) => name.startsWith("valid-")).length).toBeGreaterThanOrEqual(10);
});

describe.each(Object.entries(expected))("%s", (name, told) => {
  test("breaks the rules that Python names, where Python names them", async () => {
    const { run, problems } = await openRun(folderOnDisk(fixtureRun(name)));
    const all = run ? [...problems, ...(await run.check())] : problems;
    // Without metadata no file is listed, and there is nothing that its own files could be compared with.
    const wanted = run ? told : told.filter(([rule]) => rule !== "file-unlisted");
    expect(places(all)).toEqual(wanted.map(String).sort());
    expect(all.filter(({ place, message }) => !place || !message)).toEqual([]);
    run?.close();
  });

  test("gives what can be shown, or a reason", async () => {
    const { run } = await openRun(folderOnDisk(fixtureRun(name)));
    if (run) await readAll(run);
    run?.close();
  });
});

function places(problems: readonly Problem[]): string[] {
  return [...new Set(problems.map(({ rule, place }) => String([rule, place])))].sort();
}

/** Ask for everything that a viewer shows; what can't be had rejects with a reason. */
async function readAll(run: Run): Promise<void> {
  const maps = run.layers.flatMap((layer) => run.mapEntry(layer.id, 0) ?? []).map((entry) => run.map(entry));
  const reads = [run.latents(), run.guidanceMap(0), run.image("x0", 0), ...maps];
  for (const read of await Promise.allSettled(reads)) {
    if (read.status === "rejected") expect(read.reason).toMatchObject({ name: "ReadError" });
  }
  for (const map of await Promise.allSettled(maps)) {
    if (map.status === "fulfilled") expect(map.value.values.every(Number.isFinite)).toBe(true);
  }
}
