import { IMAGE_LISTS, MAP_LISTS, type Content } from "../content.ts";
import { METADATA } from "../layout.ts";
import { folded, safePath } from "../paths.ts";
import { asList, asObject, shown } from "../untrusted.ts";
import type { Findings } from "./findings.ts";

export interface ListedPath {
  readonly place: string;
  readonly path: unknown;
}

/** Every path that the metadata list, the JSON files' own names included. */
export function listedPaths({ metadata }: Content): ListedPath[] {
  const entries = (key: string) =>
    asList(metadata[key]).map((item, i) => ({ place: `${METADATA}: ${key}[${i}]`, item }));
  return [
    ...IMAGE_LISTS.flatMap(entries).map(({ place, item }) => ({ place, path: item })),
    ...[...MAP_LISTS, "guidance_maps"]
      .flatMap(entries)
      .map(({ place, item }) => ({ place: `${place}.path`, path: asObject(item).path })),
    ...Object.entries(asObject(metadata.artifacts)).map(([key, path]) => ({
      place: `${METADATA}: artifacts.${key}`,
      path,
    })),
  ];
}

/** Whether paths are safe, and no file is listed twice. */
export function checkPaths(content: Content, findings: Findings): void {
  const seen = new Map<string, string>();
  for (const { place, path } of listedPaths(content)) {
    if (typeof path !== "string") continue; // the schema's business
    if (!safePath(path)) {
      const message = `${shown(path)}; expected a relative path with forward slashes and without ".."`;
      findings.error("path-unsafe", place, message);
      continue;
    }
    const first = seen.get(folded(path));
    if (first === undefined) seen.set(folded(path), place);
    else
      findings.error("path-repeated", place, `${shown(path)} is also ${first}; expected a file of its own`);
  }
}
