/** What the viewer reads of a run's JSON files, and what it says of values that it can't use. */
import { type ShapeName, STEP_CHANNELS } from "../../format/channels.ts";
import type { Problem } from "../../run/types.ts";
import type { Content } from "../content.ts";
import { type JsonFile, LATENT_PCA, METADATA, METRICS, NEWEST_MINOR } from "../layout.ts";
import { asInt, asList, asObject, isObject, shown } from "../../run/untrusted.ts";

/** Collects problems: the file and key, the value that stands there, and what was expected. */
export class Findings {
  readonly problems: Problem[] = [];

  error(rule: string, where: string, message: string): void {
    this.problems.push({ rule, where, message, severity: "error" });
  }

  warn(rule: string, where: string, message: string): void {
    this.problems.push({ rule, where, message, severity: "warning" });
  }
}

/** Reports each value below a key that is of another type than the viewer reads. Null and missing values are gaps. */
type Form = (value: unknown, where: string, findings: Findings) => void;

function only(expected: string, fits: (value: unknown) => boolean): Form {
  return (value, where, findings) => {
    if (value === null || value === undefined || fits(value)) return;
    findings.error("schema-type", where, `${shown(value)}; expected ${expected}`);
  };
}

function listOf(item: Form): Form {
  const list = only("a list", Array.isArray);
  return (value, where, findings) => {
    list(value, where, findings);
    asList(value).forEach((entry, i) => item(entry, `${where}[${i}]`, findings));
  };
}

/** An object of any keys, each with a value of one form. */
function mapOf(value: Form): Form {
  const object = only("an object", isObject);
  return (held, where, findings) => {
    object(held, where, findings);
    for (const [key, item] of Object.entries(isObject(held) ? held : {}))
      value(item, `${where}.${key}`, findings);
  };
}

/** @param needed keys without which nothing of the object can be shown. */
function objectOf(keys: Readonly<Record<string, Form>>, needed: readonly string[] = []): Form {
  const object = only("an object", isObject);
  return (value, where, findings) => {
    object(value, where, findings);
    if (!isObject(value)) return;
    const below = where.includes(": ") ? `${where}.` : `${where}: `;
    for (const [key, form] of Object.entries(keys)) form(value[key], `${below}${key}`, findings);
    for (const key of needed)
      if (!Object.hasOwn(value, key))
        findings.error("schema-missing-key", where, `'${key}' is missing; export the run again`);
  };
}

const text = only("a text", (value) => typeof value === "string");
const number = only("a number", (value) => typeof value === "number");
const whole = only("a whole number", Number.isInteger);
const yesOrNo = only("true or false", (value) => typeof value === "boolean");
const attentionType = only('"cross" or "self"', (value) => value === "cross" || value === "self");
const point = listOf(number);
const kind = only("a text or null", (value) => value === null || typeof value === "string");
const words = listOf(objectOf({ text, token_indices: listOf(whole) }));
const prompt = {
  text,
  tokens: listOf(text),
  words,
  unrecorded_words: listOf(objectOf({ text, place: whole })),
  special_mask: listOf(yesOrNo),
  token_kinds: listOf(kind),
  weights: listOf(number),
};
const map = { path: text, layer_id: text, attention_type: attentionType, step: whole, shape: listOf(whole) };
const maps = listOf(objectOf(map, ["path", "layer_id", "attention_type", "step", "shape"]));
const filesOfSteps = listOf(
  objectOf({ path: text, step: whole, shape: listOf(whole) }, ["path", "step", "shape"]),
);
const gatherFiles = listOf(
  objectOf({ path: text, step: whole, shape: listOf(whole), condition: text }, ["path", "step", "shape"]),
);
const removalKind = only('"attention" or "text"', (value) => value === "attention" || value === "text");
const effectWord = objectOf({ text, tokens: mapOf(listOf(whole)) }, ["text", "tokens"]);
const byLayer = listOf(objectOf({ mean: number, by_layer: objectOf({}) }));
const anything = only("anything", () => true);
/** Channels of metrics.json that are drawn, by the shape of their values. */
const SHAPES: Readonly<Partial<Record<ShapeName, Form>>> = {
  number: listOf(number),
  by_layer: byLayer,
  by_token_and_layer: byLayer,
  octaves: listOf(listOf(number)),
  words: listOf(listOf(number)),
};

const FILES = {
  [METADATA]: objectOf(
    {
      steps: whole,
      timesteps: listOf(number),
      images: listOf(text),
      x0_images: listOf(text),
      generator: objectOf({ sigmas: listOf(number), latent_pixels: whole }),
      prompt: objectOf(prompt),
      conditions: listOf(objectOf({ ...prompt, id: text, polarity: text })),
      layers: listOf(objectOf({ id: text, attention_type: attentionType }, ["id", "attention_type"])),
      attention_files: maps,
      attention_files_extra: maps,
      guidance_maps: filesOfSteps,
      effects: objectOf({ words: listOf(effectWord), kind: removalKind }, ["words"]),
      effect_files: filesOfSteps,
      gather: objectOf({ tokens: mapOf(listOf(whole)), layers: listOf(text) }, ["tokens", "layers"]),
      gather_files: gatherFiles,
      removals: objectOf(
        {
          kind: removalKind,
          words: listOf(effectWord),
          prompts: listOf(text),
          layers: listOf(text),
          sigma_start: number,
          sigma_end: number,
        },
        ["kind", "words"],
      ),
      removal_images: listOf(text),
      removal_files: listOf(objectOf({ path: text, shape: listOf(whole) }, ["path", "shape"])),
      artifacts: objectOf({ latents_noise: text }),
      not_recorded: listOf(objectOf({ what: text, where: text, reason: text })),
      complete: yesOrNo,
    },
    ["steps", "images", "layers", "attention_files"],
  ),
  [METRICS]: objectOf(
    Object.fromEntries(STEP_CHANNELS.map(({ key, shape }) => [key, SHAPES[shape] ?? anything])),
  ),
  [LATENT_PCA]: objectOf({ points: listOf(point), x0_points: listOf(point) }),
};

/** Problems of one file that are listed; a file wrong throughout need not fill the screen. */
const MOST = 20;

/** The schema's version, and the type of every value that the viewer reads. */
export function checkKeys(content: Content, findings: Findings): void {
  checkVersion(content, findings);
  for (const [file, form] of Object.entries(FILES)) {
    const found = new Findings();
    form(content.files.get(file as JsonFile), file, found);
    findings.problems.push(...found.problems.slice(0, MOST));
    const more = found.problems.length - MOST;
    if (more > 0) findings.error("schema-type", file, `and ${more} more like these`);
  }
  checkSteps(content, findings);
  checkWords(`${METADATA}: prompt`, content.prompt, findings);
  content.conditions.forEach((condition, i) =>
    checkWords(`${METADATA}: conditions[${i}]`, condition, findings),
  );
}

function checkVersion({ metadata }: Content, findings: Findings): void {
  const version = "schema_version" in metadata ? metadata.schema_version : "1.0.0";
  const minor = typeof version === "string" ? /^1\.(\d{1,9})\.\d{1,9}$/.exec(version)?.[1] : undefined;
  const where = `${METADATA}: schema_version`;
  if (minor === undefined) findings.error("schema-version", where, `${shown(version)}; expected 1.x.y`);
  else if (Number(minor) > NEWEST_MINOR) {
    const known = `this viewer knows up to 1.${NEWEST_MINOR} and leaves out what is new; update Diffulizer`;
    findings.warn("schema-newer", where, `${shown(version)}; ${known}`);
  }
}

/** Lists with one entry per step: steps that a list lacks are shown without it, and entries beyond are not shown. */
function checkSteps({ metadata, steps }: Content, findings: Findings): void {
  for (const key of ["timesteps", "images", "x0_images"]) {
    const list = metadata[key];
    if (steps === null || !Array.isArray(list) || list.length === steps) continue;
    if (key === "x0_images" && list.length === 0) continue;
    findings.error(
      "step-count",
      `${METADATA}: ${key}`,
      `${list.length} entries; expected ${steps}, one per step`,
    );
  }
}

/** Words are shown by their tokens: those that do not exist are left out. */
function checkWords(where: string, table: Content["prompt"], findings: Findings): void {
  const tokens = asList(table.tokens).length;
  asList(table.words).forEach((word, i) => {
    for (const index of asList(asObject(word).token_indices)) {
      if ((asInt(index) ?? 0) < tokens) continue;
      const message = `${shown(index)}; there are ${tokens} tokens`;
      findings.error("word-indices", `${where}.words[${i}].token_indices`, message);
    }
  });
}
