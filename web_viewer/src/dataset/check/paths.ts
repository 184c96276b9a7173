import { IMAGE_LISTS, FILE_LISTS, type Content } from "../content.ts";
import { METADATA } from "../layout.ts";
import { safePath } from "../paths.ts";
import { asList, asObject, shown } from "../../run/untrusted.ts";
import type { Findings } from "./keys.ts";

export interface ListedPath {
  readonly where: string;
  readonly path: unknown;
}

/** Every path that the metadata list, the JSON files' own names included. */
export function listedPaths({ metadata }: Content): ListedPath[] {
  const entries = (key: string) =>
    asList(metadata[key]).map((item, i) => ({ where: `${METADATA}: ${key}[${i}]`, item }));
  return [
    ...IMAGE_LISTS.flatMap(entries).map(({ where, item }) => ({ where, path: item })),
    ...FILE_LISTS.flatMap(entries).map(({ where, item }) => ({
      where: `${where}.path`,
      path: asObject(item).path,
    })),
    ...Object.entries(asObject(metadata.artifacts)).map(([key, path]) => ({
      where: `${METADATA}: artifacts.${key}`,
      path,
    })),
  ];
}

/** Paths that the viewer never asks for: they lead out of the run's folder by their spelling. */
export function checkPaths(content: Content, findings: Findings): void {
  for (const { where, path } of listedPaths(content)) {
    if (typeof path !== "string" || safePath(path)) continue;
    const message = `${shown(path)}; expected a relative path with forward slashes and without ".."`;
    findings.error("path-unsafe", where, message);
  }
}
