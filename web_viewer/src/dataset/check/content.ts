import type { Content } from "../content.ts";
import type { Problem } from "../../run/types.ts";
import { checkCounts, checkValidation } from "./counts.ts";
import { Findings } from "./findings.ts";
import { checkLayers, checkMaps } from "./maps.ts";
import { checkPaths } from "./paths.ts";
import { checkPrompt } from "./prompt.ts";
import { checkSchema } from "./schema.ts";

const CHECKS = [checkSchema, checkPaths, checkCounts, checkValidation, checkPrompt, checkLayers, checkMaps];

/** What the JSON files tell, by the rules, ids and places of `diffulizer validate`. */
export function checkContent(content: Content): readonly Problem[] {
  const findings = new Findings();
  for (const check of CHECKS) check(content, findings);
  return findings.problems;
}
