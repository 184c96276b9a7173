import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { openRun } from "../../src/dataset/open.ts";
import { runsIn } from "../../src/dataset/sources/folder.ts";
import { droppedItems, pickedItems } from "../../src/dataset/sources/items.ts";
import { filesOf } from "./files.ts";
import { fixtureRun } from "./fixtures.ts";

const files = filesOf(fixtureRun("valid-plain"));
type Tree = { [name: string]: Tree | Uint8Array<ArrayBuffer> };

/** What a browser hands out for a dropped file or folder, at most 100 entries at a time. */
function entryOf(name: string, content: Tree | Uint8Array<ArrayBuffer>): FileSystemEntry {
  if (content instanceof Uint8Array) {
    const file = (resolve: (file: File) => void) => resolve(new File([content], name));
    return { name, isFile: true, isDirectory: false, file } as unknown as FileSystemEntry;
  }
  const left = Object.entries(content).map(([child, item]) => entryOf(child, item));
  const createReader = () => ({
    readEntries: (give: (some: FileSystemEntry[]) => void) => give(left.splice(0, 100)),
  });
  return { name, isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

/** The same as a handle, which newer browsers give out. */
function handleOf(name: string, content: Tree | Uint8Array<ArrayBuffer>): FileSystemHandle {
  if (content instanceof Uint8Array) {
    return {
      name,
      kind: "file",
      getFile: async () => new File([content], name),
    } as unknown as FileSystemHandle;
  }
  async function* values(): AsyncGenerator<FileSystemHandle> {
    for (const [child, item] of Object.entries(content)) yield handleOf(child, item);
  }
  return { name, kind: "directory", values } as unknown as FileSystemHandle;
}

const droppedSources = async (items: DataTransferItemList) => runsIn(await droppedItems(items));
const pickedSources = (files: readonly File[]) => runsIn(pickedItems(files));

type Drop = (tree: Tree) => DataTransferItemList;

const dropEntries: Drop = (tree) =>
  [
    ...Object.entries(tree).map(([name, content]) => ({
      kind: "file",
      webkitGetAsEntry: () => entryOf(name, content),
    })),
    { kind: "string", webkitGetAsEntry: () => null },
  ] as unknown as DataTransferItemList;

const dropHandles: Drop = (tree) =>
  Object.entries(tree).map(([name, content]) => ({
    kind: "file",
    getAsFileSystemHandle: async () => handleOf(name, content),
  })) as unknown as DataTransferItemList;

/** Files by path as nested folders. */
function treeOf(flat: Record<string, Uint8Array<ArrayBuffer>>): Tree {
  const root: Tree = {};
  for (const [path, bytes] of Object.entries(flat)) {
    const parts = path.split("/");
    const name = parts.pop() ?? "";
    let folder = root;
    for (const part of parts) folder = (folder[part] ??= {}) as Tree;
    folder[name] = bytes;
  }
  return root;
}

describe.each([
  ["entries", dropEntries],
  ["handles", dropHandles],
])("dropped as %s", (_, drop) => {
  test("a folder of more than a hundred entries", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 350 }, (_, i) => [`extra/${i}.txt`, new Uint8Array(1)]),
    );
    const [source, ...more] = await droppedSources(drop({ cat_00001: treeOf({ ...files, ...many }) }));
    if (!source) throw new Error("no run");
    expect([source.name, more]).toEqual(["cat_00001", []]);
    const { run, problems } = await openRun(source);
    expect(problems).toEqual([]);
    expect(await run?.check()).toEqual([]);
    expect((await source.list())?.map(({ path }) => path)).toEqual(expect.arrayContaining(Object.keys(many)));
  });

  test("a folder around a run, several runs, an archive among them, and the files of a run", async () => {
    const names = async (tree: Tree) => (await droppedSources(drop(tree))).map(({ name }) => name);
    expect(await names({ outputs: { cat: treeOf(files) } })).toEqual(["cat"]);
    expect(await names({ outputs: { cat: treeOf(files), dog: treeOf(files) } })).toEqual(["cat", "dog"]);
    expect(await names({ cat: treeOf(files), "dog.zip": zipSync(files) })).toEqual(["cat", "dog"]);
    expect(await names(treeOf(files))).toEqual(["run"]);
    expect(await names({ notes: { "a.txt": new Uint8Array(1) } })).toEqual([]);
  });
});

test("picked files of a folder", async () => {
  const picked = Object.entries(files).map(([path, bytes]) =>
    Object.assign(new File([bytes], path), { webkitRelativePath: `cat_00001/${path}` }),
  );
  const [source] = await pickedSources(picked);
  if (!source) throw new Error("no run");
  expect(source.name).toBe("cat_00001");
  const { run, problems } = await openRun(source);
  expect([...problems, ...((await run?.check()) ?? [])]).toEqual([]);
});

test("a picked archive", async () => {
  const [source] = await pickedSources([
    Object.assign(new File([zipSync(files)], "dog.ZIP"), { webkitRelativePath: "" }),
  ]);
  expect(source?.name).toBe("dog");
});

test("what can't be listed is told", async () => {
  const createReader = () => ({
    readEntries: (_: unknown, fail: (error: Error) => void) => fail(new Error("EncodingError")),
  });
  const folder = { name: "cat", isFile: false, isDirectory: true, createReader };
  const items = [{ kind: "file", webkitGetAsEntry: () => folder }] as unknown as DataTransferItemList;
  await expect(droppedSources(items)).rejects.toThrow("cat: the folder can't be read");
});

test("a file that is gone is told", async () => {
  const file = Object.assign(new File(["x"], "metadata.json"), { webkitRelativePath: "" });
  file.arrayBuffer = () => Promise.reject(new Error("NotFoundError"));
  const [source] = await pickedSources([file]);
  await expect(source?.read("metadata.json")).rejects.toMatchObject({ kind: "unreachable" });
  await expect(source?.read("metrics.json")).rejects.toMatchObject({ kind: "missing" });
});
