import latentPca from "../../../../diffulizer/format/schema/latent_pca.schema.json";
import metadata from "../../../../diffulizer/format/schema/metadata.schema.json";
import metrics from "../../../../diffulizer/format/schema/metrics.schema.json";
import validation from "../../../../diffulizer/format/schema/validation.schema.json";
import type { Content } from "../content.ts";
import { LATENT_PCA, METADATA, METRICS, NEWEST_MINOR, VALIDATION, type JsonFile } from "../layout.ts";
import { shown, type JsonObject } from "../untrusted.ts";
import type { Findings } from "./findings.ts";
import { schemaErrors, type SchemaError } from "./json_schema.ts";

export const SCHEMAS: Readonly<Record<JsonFile, JsonObject>> = {
  [METADATA]: metadata,
  [METRICS]: metrics,
  [LATENT_PCA]: latentPca,
  [VALIDATION]: validation,
};

/** Problems of one kind in one file that are listed; a file wrong throughout need not fill the screen. */
const MOST = 20;

/** Whether the JSON files keep their JSON Schemas, those of the version that the run states. */
export function checkSchema(content: Content, findings: Findings): void {
  checkVersion(content, findings);
  for (const [file, value] of content.files) {
    const errors = schemaErrors(SCHEMAS[file] ?? {}, content.newer ? "v1_1" : "v1_0", value);
    for (const rule of new Set(errors.map(ruleOf))) {
      const found = errors.filter((error) => ruleOf(error) === rule);
      for (const error of found.slice(0, MOST)) findings.error(rule, placeOf(file, error), messageOf(error));
      if (found.length > MOST) findings.error(rule, file, `and ${found.length - MOST} more like these`);
    }
  }
}

function checkVersion({ metadata: stated }: Content, findings: Findings): void {
  const version = "schema_version" in stated ? stated.schema_version : "1.0.0";
  const minor = typeof version === "string" ? /^1\.(\d+)\.\d+$/.exec(version)?.[1] : undefined;
  const place = `${METADATA}: schema_version`;
  if (minor === undefined) findings.error("schema-version", place, `${shown(version)}; expected 1.x.y`);
  else if (Number(minor) > NEWEST_MINOR) {
    findings.warn(
      "schema-newer",
      place,
      `${shown(version)} is newer than 1.${NEWEST_MINOR}; keys that it adds are not checked`,
    );
  }
}

function ruleOf({ keyword }: SchemaError): string {
  if (keyword === "required") return "schema-missing-key";
  return keyword === "type" ? "schema-type" : "schema-value";
}

function placeOf(file: string, { path }: SchemaError): string {
  const keys = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("");
  return keys ? `${file}: ${keys.replace(/^\./, "")}` : file;
}

const SAID: Readonly<Record<string, string>> = {
  const: "expected",
  enum: "expected one of",
  minimum: "expected at least",
  maximum: "expected at most",
  minLength: "characters expected at least",
  minItems: "entries expected at least",
  maxItems: "entries expected at most",
  pattern: "expected the form",
};

function messageOf({ keyword, value, expected }: SchemaError): string {
  if (keyword === "required") return `'${String(expected)}' is required and missing`;
  if (keyword === "type") return `${shown(value)} is no ${[expected].flat().join(" or ")}`;
  return `${shown(value)}: ${SAID[keyword] ?? keyword} ${shown(expected)}`;
}
