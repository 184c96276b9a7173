import { zipSync, type Zippable } from "fflate";
import { describe, expect, test } from "vitest";
import { openRun } from "../../src/dataset/open.ts";
import { embeddedNames, embeddedSource } from "../../src/dataset/sources/embedded.ts";
import { inShard, openShard } from "../../src/dataset/sources/shard.ts";
import { zipSources } from "../../src/dataset/sources/zip.ts";
import { filesOf } from "./files.ts";
import { fixtureRun } from "./fixtures.ts";

const plain = fixtureRun("valid-plain");
const zip = (files: Zippable, level: 0 | 6 = 6) => zipSync(files, { level });
const blob = (bytes: Uint8Array<ArrayBuffer>) => new Blob([bytes]);

/** A blob that counts the bytes that are taken from it. */
class Counted extends Blob {
  taken = 0;
  override slice(start = 0, end = this.size): Blob {
    this.taken += Math.min(end, this.size) - start;
    return super.slice(start, end);
  }
}

describe.each([0, 6] as const)("packed at level %d", (level) => {
  test.each([
    ["", "my run"],
    ["cat_00001/", "cat_00001"],
    ["outputs/today/cat_00001/", "cat_00001"],
  ])("a run in %j of the archive", async (folder, name) => {
    const [source, ...more] = await zipSources(blob(zip(filesOf(plain, folder), level)), "my run");
    if (!source) throw new Error("no run");
    expect([source.name, more]).toEqual([name, []]);
    const { run, problems } = await openRun(source);
    expect([...problems, ...((await run?.check()) ?? [])]).toEqual([]);
    expect((await run?.latents())?.latents?.shape).toEqual([4, 4, 16, 16]);
  });
});

test("several runs in one archive", async () => {
  const files = { ...filesOf(plain, "a/"), ...filesOf(plain, "b/c/") };
  expect((await zipSources(blob(zip(files)), "x")).map(({ name }) => name)).toEqual(["a", "c"]);
});

test("opening reads the directory alone, and each file when it is asked for", async () => {
  const archive = new Counted([zip({ ...filesOf(plain), "notes.bin": new Uint8Array(4 << 20) }, 0)]);
  const [source] = await zipSources(archive, "x");
  expect(archive.taken).toBeLessThan(100_000);
  await source?.read("images/step_000.png");
  expect(archive.taken).toBeLessThan(120_000);
});

test("bytes before the archive, as in a self-extracting one, move it", async () => {
  const archive = new Blob([new Uint8Array(1000), zip(filesOf(plain))]);
  const [source] = await zipSources(archive, "x");
  expect(await source?.read("validation.json")).toBeInstanceOf(ArrayBuffer);
});

test.each([
  ["text", new TextEncoder().encode("no archive")],
  ["nothing", new Uint8Array()],
  ["a cut archive", zip(filesOf(plain)).slice(0, 5000)],
])("%s is no archive", async (_, bytes) => {
  await expect(zipSources(blob(bytes), "x")).rejects.toMatchObject({ name: "ReadError", kind: "damaged" });
});

test("an archive without a run says so", async () => {
  await expect(zipSources(blob(zip({ "a.txt": new Uint8Array(3) })), "x")).rejects.toThrow(
    "holds no metadata.json",
  );
});

/** Change a number of four bytes in the directory entry of the first file. */
function withField(bytes: Uint8Array<ArrayBuffer>, at: number, value: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer);
  let start = 0;
  while (view.getUint32(start, true) !== 0x02014b50) start++;
  view.setUint32(start + at, value, true);
  return bytes;
}

test.each([
  ["states less than it unpacks to", 24, 1000, "more than the archive states"],
  ["states more than it unpacks to", 24, 501_000, "less than the archive states"],
  ["states more than deflate can shrink", 24, 900_000_000, "sizes in the archive are wrong"],
  ["states more than a browser holds", 24, 0x7fffffff, "at most"],
  ["states another checksum", 16, 1, "checksum is wrong"],
  ["lies elsewhere", 42, 5, "place in the archive is damaged"],
])("a file that %s is refused", async (_, at, value, told) => {
  const bomb = zip({ "metadata.json": new Uint8Array(500_000) });
  const [source] = await zipSources(blob(withField(bomb, at, value)), "x");
  await expect(source?.read("metadata.json")).rejects.toThrow(told);
});

test("a run that a script brought along", async () => {
  globalThis.diffulizerRuns = { photo: Buffer.from(zip(filesOf(plain))).toString("base64"), bad: "?" };
  expect(embeddedNames()).toEqual(["photo", "bad"]);
  const source = await embeddedSource("photo");
  expect(source.name).toBe("photo");
  expect((await openRun(source)).problems).toEqual([]);
  await expect(embeddedSource("bad")).rejects.toMatchObject({ kind: "damaged" });
  await expect(embeddedSource("constructor")).rejects.toMatchObject({ kind: "missing" });
});

describe("a shard", () => {
  const run = zip(filesOf(plain));
  const shard = zip({ "cat.zip": run, "dog.zip": run }, 0);

  test("holds runs, of which one is read where it is", async () => {
    expect(inShard("runs/1.shard.zip/cat.zip")).toEqual(["runs/1.shard.zip", "cat.zip"]);
    expect([inShard("runs/cat.zip"), inShard("runs/1.shard.zip")]).toEqual([null, null]);
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${String(i)}.zip`, run]));
    const archive = new Counted([zip(many, 0)]);
    const open = await openShard(archive, "1.shard.zip");
    const [source] = await zipSources(await open("7.zip"), "7");
    if (!source) throw new Error("no run");
    const { run: opened, problems } = await openRun(source);
    expect([...problems, ...((await opened?.check()) ?? [])]).toEqual([]);
    expect(archive.taken).toBeLessThan(archive.size / 4);
  });

  test.each([
    ["without the run", shard, "rat.zip", "holds no such run"],
    ["that was cut behind its first run", shard.slice(0, run.length + 60), "cat.zip", "cut off"],
    ["with something in front", new Uint8Array([1, ...shard]), "cat.zip", "in front of its files"],
    ["that packs its runs", zip({ "cat.zip": run }), "cat.zip", "unpack the shard"],
    ["that is none", new Uint8Array(9), "cat.zip", "no zip archive"],
  ])("%s says so", async (_, bytes, name, told) => {
    const opened = openShard(blob(bytes), "1.shard.zip").then((open) => open(name));
    await expect(opened).rejects.toThrow(told);
  });
});
