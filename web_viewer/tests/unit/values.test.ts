/** Reading the files of damaged runs: a value that is none is told with the map, a file that is none rejects. */
import { expect, test } from "vitest";
import { ReadError } from "../../src/run/errors.ts";
import { openRun } from "../../src/dataset/open.ts";
import type { MapEntry, Run, RunSource } from "../../src/run/types.ts";
import { fixtureRun } from "./fixtures.ts";
import { folderOnDisk } from "./folder_on_disk.ts";

async function open(source: RunSource): Promise<Run> {
  const { run } = await openRun(source);
  if (!run) throw new Error("it does not open");
  return run;
}

/** All maps of the prompt, by step. */
function mapsOf(run: Run): MapEntry[] {
  const steps = Array.from({ length: run.steps }, (_, step) => step);
  return steps.flatMap((step) => run.layers.flatMap(({ id }) => run.mapEntry(id, step) ?? []));
}

test.each(["map-values--nan", "map-values--negative"])("%s is told when the map is read", async (name) => {
  const run = await open(folderOnDisk(fixtureRun(`case-${name}/run`)));
  expect([...run.problems, ...(await run.check())]).toEqual([]); // values are not looked at before
  const maps = await Promise.all(mapsOf(run).map((entry) => run.map(entry)));
  const [problem, ...more] = maps.flatMap((map) => map.problem ?? []);
  expect(more).toEqual([]);
  expect(problem).toMatchObject({ rule: "map-values", severity: "error" });
  expect(maps.flatMap(({ values }) => [...values]).every(Number.isFinite)).toBe(true);
});

/** A plain run whose files of one kind read as something else. */
function withFiles(ending: string, read: (bytes: ArrayBuffer, path: string) => ArrayBuffer): RunSource {
  const whole = folderOnDisk(fixtureRun("valid-plain"));
  const changed = async (path: string) => {
    const bytes = await whole.read(path);
    return path.endsWith(ending) ? read(bytes, path) : bytes;
  };
  return { ...whole, read: changed };
}

test("maps and arrays that are cut off or gone reject with the file's name, and may be asked for again", async () => {
  let broken = true;
  const cut = withFiles("", (bytes, path) => (broken && !path.endsWith(".json") ? bytes.slice(0, 9) : bytes));
  const run = await open(cut);
  const [entry] = mapsOf(run);
  if (!entry) throw new Error("no map");
  await expect(run.map(entry)).rejects.toThrow(
    /^attention\/self\/layer_0_step_000.bin: it has 9 bytes; shape/,
  );
  await expect(run.latents()).rejects.toMatchObject({ kind: "damaged", path: "latents_noise_fp16.npz" });
  await expect(run.guidanceMap(1)).rejects.toBeInstanceOf(ReadError);
  await expect(run.image("latent", 0)).rejects.toMatchObject({ kind: "damaged" });
  broken = false;
  expect((await run.map(entry)).values.length).toBe(256);
  expect((await run.latents())?.initial?.shape).toEqual([4, 16, 16]);
});

test("what is kept is given at once, and let go of when the run is closed", async () => {
  const run = await open(folderOnDisk(fixtureRun("valid-plain")));
  const [entry] = mapsOf(run);
  if (!entry) throw new Error("no map");
  expect(run.peekMap(entry)).toBeUndefined();
  const map = await run.map(entry);
  expect(run.peekMap(entry)).toBe(map);
  expect(await run.map(entry)).toBe(map);
  run.close();
  expect(run.peekMap(entry)).toBeUndefined();
});

test("a number of steps that nothing bears out does not fill the memory", async () => {
  const run = await open(
    withFiles("metadata.json", (bytes) => {
      const metadata = JSON.parse(new TextDecoder().decode(bytes)) as object;
      return new TextEncoder().encode(JSON.stringify({ ...metadata, steps: 2 ** 52 })).buffer;
    }),
  );
  expect(run.steps).toBe(4);
  expect(run.problems.map(({ rule }) => rule)).toContain("step-count");
});
