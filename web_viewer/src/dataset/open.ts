import { checkEffects } from "./check/effects.ts";
import { checkGather } from "./check/gather.ts";
import { Findings, checkKeys } from "./check/keys.ts";
import { checkMaps } from "./check/maps.ts";
import { checkPaths } from "./check/paths.ts";
import { checkRemovals } from "./check/removals.ts";
import { Content, leftOut } from "./content.ts";
import { ReadError } from "../run/errors.ts";
import { parseJson } from "./json.ts";
import { JSON_FILES, LIMITS, METADATA, type JsonFile } from "./layout.ts";
import { OpenRun } from "./run.ts";
import type { Problem, Run, RunSource } from "../run/types.ts";
import { isObject } from "../run/untrusted.ts";
import { atMost } from "./values.ts";

/** A run, or null where metadata.json can't be used at all; and what of it can't be shown, as far as its JSON files tell. */
export interface Opened {
  readonly run: Run | null;
  readonly problems: readonly Problem[];
}

/** Open a run of schema 1.0.0 or 1.1.0. Damaged content is told in the problems, never thrown. */
export async function openRun(source: RunSource): Promise<Opened> {
  const read = await Promise.all(JSON_FILES.map((file) => readFile(source, file)));
  const files = new Map<JsonFile, unknown>();
  for (const { file, value } of read) if (value !== undefined) files.set(file, value);
  const content = new Content(files);
  const broken = read.flatMap(({ file, problems, absent }) =>
    absent && leftOut(content.metadata, file) ? [] : problems,
  );
  const findings = new Findings();
  for (const check of [checkKeys, checkPaths, checkMaps, checkEffects, checkGather, checkRemovals])
    check(content, findings);
  const problems = [...broken, ...findings.problems];
  if (!isObject(files.get(METADATA))) return { run: null, problems };
  return { run: new OpenRun(source, content, problems), problems };
}

interface ReadFile {
  readonly file: JsonFile;
  readonly value: unknown;
  readonly problems: readonly Problem[];
  readonly absent: boolean;
}

async function readFile(source: RunSource, file: JsonFile): Promise<ReadFile> {
  const error = (rule: string, message: string): Problem => ({
    rule,
    where: file,
    message,
    severity: "error",
  });
  try {
    const { value, notes } = parseJson(await source.read(file, atMost(LIMITS.json_bytes, file)));
    return { file, value, problems: notes.map((note) => error(note.rule, note.message)), absent: false };
  } catch (cause) {
    const { kind, reason } = ReadError.from(cause, "unreachable", file);
    const message = kind === "missing" ? "the file is missing; export the run again" : reason;
    const rule = kind === "too-large" ? "json-syntax" : "json-missing";
    return { file, value: undefined, problems: [error(rule, message)], absent: kind === "missing" };
  }
}
