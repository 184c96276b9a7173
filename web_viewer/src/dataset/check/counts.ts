import { SHAPES, STEP_CHANNELS } from "../../format/channels.ts";
import type { Content } from "../content.ts";
import { LATENT_PCA, METADATA, METRICS, VALIDATION } from "../layout.ts";
import { asInt, asList, asNumber, asObject, shown } from "../untrusted.ts";
import type { Findings } from "./findings.ts";

/** One entry per step, timesteps in order, entries that name their own step. */
export function checkCounts(content: Content, findings: Findings): void {
  const { steps, metrics } = content;
  for (const [place, values, extra] of stepLists(content)) {
    if (steps === null || !Array.isArray(values) || values.length === steps + extra) continue;
    findings.error(
      "step-count",
      place,
      `${values.length} entries; expected ${steps + extra} for ${steps} steps`,
    );
  }
  checkOrder(content, findings);
  for (const { key } of STEP_CHANNELS.filter(({ shape }) => SHAPES[shape].names_step)) {
    asList(metrics[key]).forEach((entry, i) => {
      const { step } = asObject(entry);
      if (step !== undefined && step !== null && asInt(step) !== i)
        findings.error("metric-step", `${METRICS}: ${key}[${i}].step`, `${shown(step)}; expected ${i}`);
    });
  }
}

/** Whether the report written with the run is of this run, and good. */
export function checkValidation(content: Content, findings: Findings): void {
  const { validation, metrics, metadata, maps } = content;
  const broken = (place: string, message: string) => findings.error("validation-report", place, message);
  for (const key of ["metadata_has_required_keys", "pca_points_match_steps", "metrics_steps_match"]) {
    if (validation[key] === false) broken(`${VALIDATION}: ${key}`, "false; expected true");
  }
  const assets = asObject(validation.attention_assets);
  const reports = [
    [`${VALIDATION}: attention_assets`, assets],
    [`${METRICS}: shape_validation`, asObject(metrics.shape_validation)],
  ] as const;
  for (const [place, report] of reports) {
    if (report.passed !== false && asList(report.errors).length === 0) continue;
    broken(place, `passed is ${shown(report.passed)} with errors ${shown(report.errors)}`);
  }
  const checked = asInt(assets.checked_files);
  if (Object.keys(metadata).length > 0 && checked !== null && checked !== maps.length) {
    broken(
      `${VALIDATION}: attention_assets.checked_files`,
      `${checked}; the metadata list ${maps.length} attention files`,
    );
  }
}

/** Place, list, and entries beyond one per step. */
function stepLists({ metadata, generator, metrics, pca }: Content): [string, unknown, number][] {
  const clean = asList(metadata.x0_images);
  return [
    [`${METADATA}: timesteps`, metadata.timesteps, 0],
    [`${METADATA}: images`, metadata.images, 0],
    [`${METADATA}: x0_images`, clean.length > 0 ? clean : null, 0],
    [`${METADATA}: generator.sigmas`, generator.sigmas, 1],
    [`${METADATA}: generator.model_evaluations`, generator.model_evaluations, 0],
    ...STEP_CHANNELS.map(({ key }): [string, unknown, number] => [`${METRICS}: ${key}`, metrics[key], 0]),
    [`${LATENT_PCA}: points`, pca.points, 0],
    [`${LATENT_PCA}: x0_points`, pca.x0_points, 0],
  ];
}

/** A sampler that goes back to more noise repeats the lowest timestep, so only sigmas may rise. */
function checkOrder({ metadata, sigmas }: Content, findings: Findings): void {
  const times = asList(metadata.timesteps).map(asNumber);
  times.forEach((now, i) => {
    const before = times[i - 1] ?? null;
    if (before === null || now === null) return;
    const [sigma, sigmaBefore] = [sigmas?.[i] ?? null, sigmas?.[i - 1] ?? null];
    if (now > before) {
      findings.error(
        "timesteps-rising",
        `${METADATA}: timesteps[${i}]`,
        `${now} after ${before}; expected at most as much`,
      );
    } else if (now < before && sigma !== null && sigmaBefore !== null && sigma >= sigmaBefore) {
      const message = `${sigma} after ${sigmaBefore}, while the timestep falls from ${before} to ${now}`;
      findings.error("sigmas-order", `${METADATA}: generator.sigmas[${i}]`, message);
    }
  });
}
