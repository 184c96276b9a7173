import type { Content } from "../content.ts";
import { METADATA, METRICS, REMOVAL_CHANGE, removalPath } from "../layout.ts";
import { asList, asObject, isObject, same, shown } from "../../run/untrusted.ts";
import { statedGrid } from "./arrays.ts";
import { checkTokens } from "./effects.ts";
import type { Findings } from "./keys.ts";

/** Why pictures without words can't be shown, or not as those of these words. */
export function checkRemovals(content: Content, findings: Findings): void {
  const { metadata, metrics } = content;
  const removals = asObject(metadata.removals);
  const [words, prompts] = [asList(removals.words), asList(removals.prompts)];
  const wanted = removals.kind === "text" ? words.length : 0;
  if (isObject(metadata.removals) && prompts.length !== wanted) {
    const message = `${prompts.length} entries; expected ${wanted} for ${words.length} words of kind ${shown(removals.kind)}`;
    findings.error("removal-words", `${METADATA}: removals.prompts`, message);
  }
  checkTokens("removal-words", `${METADATA}: removals.words`, words, content, findings);
  const images = asList(metadata.removal_images);
  if (images.length !== words.length) {
    const message = `${images.length} entries; expected one for each of ${words.length} words`;
    findings.error("removal-words", `${METADATA}: removal_images`, message);
  }
  images.forEach((path, i) => {
    if (path === removalPath(i)) return;
    const message = `${shown(path)}; expected ${shown(removalPath(i))}`;
    findings.error("removal-map", `${METADATA}: removal_images[${i}]`, message);
  });
  checkFile(content, words.length, findings);
  asList(metrics.removal_x0_cosine).forEach((values, step) => {
    if (!Array.isArray(values) || values.length === words.length + 1) return;
    const message = `${values.length} entries; expected ${words.length + 1} for ${words.length} words`;
    findings.error("removal-words", `${METRICS}: removal_x0_cosine[${step}]`, message);
  });
}

function checkFile(content: Content, words: number, findings: Findings): void {
  const files = asList(content.metadata.removal_files);
  if (words > 0 && files.length !== 1)
    findings.error("removal-map", `${METADATA}: removal_files`, `${files.length} entries; expected one`);
  files.map(asObject).forEach(({ path, shape }, i) => {
    const where = `${METADATA}: removal_files[${i}]`;
    if (path !== REMOVAL_CHANGE) {
      const message = `${shown(path)}; expected ${shown(REMOVAL_CHANGE)}`;
      findings.error("removal-map", `${where}.path`, message);
    }
    const grid = statedGrid(content);
    const cells = grid && !grid.includes(0) ? grid : asList(shape).slice(1); // of less than a cell it is unknown
    const expected = [words + 1, ...cells];
    if (!same(shape, expected))
      findings.error("removal-map", `${where}.shape`, `${shown(shape)}; expected ${shown(expected)}`);
  });
}
