/**
 * The viewer and runs that are whole, of every case below tests/unit/cases, or damaged at random: each opens or is
 * explained, and none throws. Python's validator knows all rules; the viewer names what keeps it from showing something.
 */
import { describe, expect, test } from "vitest";
import { openRun } from "../../src/dataset/open.ts";
import type { Problem, Run } from "../../src/run/types.ts";
import { fixture, fixtureRun } from "./fixtures.ts";
import { folderOnDisk } from "./folder_on_disk.ts";

type Finding = readonly [rule: string, place: string];
const expected = fixture<Record<string, Finding[]>>("expected.json");

/** What a person must be told wherever it is: files that are missing, damaged or of a wrong size, and paths that lead out. */
const TOLD = [
  "json-missing",
  "json-syntax",
  "json-non-finite",
  "json-duplicate-key",
  "json-number",
  "schema-version",
  "path-unsafe",
  "path-escapes",
  "file-missing",
  "map-size",
  "image-unreadable",
  "array-unreadable",
  "array-missing",
  "array-shape",
];

test("there are runs of every kind, and each rule that is told is broken in one", () => {
  const named = (start: string) => Object.keys(expected).filter((name) => name.startsWith(start)).length;
  expect(named("damaged-")).toBeGreaterThanOrEqual(process.env.DIFFULIZER_NIGHTLY ? 1000 : 150);
  expect(named("case-")).toBeGreaterThan(100);
  expect(named("valid-")).toBeGreaterThanOrEqual(10);
  const broken = new Set(Object.values(expected).flatMap((findings) => findings.map(([rule]) => rule)));
  expect(TOLD.filter((rule) => !broken.has(rule))).toEqual([]);
});

describe.each(Object.entries(expected))("%s", (name, findings) => {
  test("opens or is explained, by file, key and expectation", async () => {
    const { run, problems } = await openRun(folderOnDisk(fixtureRun(name)));
    const all = run ? [...problems, ...(await run.check())] : problems;
    if (run) await readAll(run);
    else expect(all.map(({ where }) => where)).toContain("metadata.json");
    for (const { where, message } of all) {
      expect(where).toMatch(/^[^:]+\.\w+(: .+)?$/);
      expect(message).toMatch(/.{8,}/);
    }
    run?.close();
    expect(namedBy(findings, TOLD).filter((place) => !placesOf(all).has(place))).toEqual([]);
    // Types aside, which are those of keys that a newer schema has, all that is named breaks a rule of the format.
    const places = new Set(findings.map(([, place]) => place));
    const alarms = all.filter(({ rule, where }) => !places.has(where) && rule !== "schema-type");
    expect(name.startsWith("valid-") ? all : alarms).toEqual([]);
  }, 60_000); // some list 30 000 files, or hold hundreds of megabytes
});

function namedBy(findings: readonly Finding[], rules: readonly string[]): readonly string[] {
  return findings.filter(([rule]) => rules.includes(rule)).map(([, place]) => place);
}

function placesOf(problems: readonly Problem[]): ReadonlySet<string> {
  return new Set(problems.map(({ where }) => where));
}

/** Ask for everything that a viewer shows; what can't be had rejects with a reason. */
async function readAll(run: Run): Promise<void> {
  const steps = Array.from({ length: run.steps }, (_, step) => step);
  const entries = steps.flatMap((step) => run.layers.flatMap(({ id }) => run.mapEntry(id, step) ?? []));
  const maps = entries.map((entry) => run.map(entry));
  const reads = [run.latents(), run.guidanceMap(0), ...steps.map((step) => run.image("x0", step)), ...maps];
  for (const read of await Promise.allSettled(reads)) {
    if (read.status === "rejected") expect(read.reason).toMatchObject({ name: "ReadError" });
  }
  for (const map of await Promise.allSettled(maps)) {
    if (map.status === "fulfilled") expect(map.value.values.every(Number.isFinite)).toBe(true);
  }
}
