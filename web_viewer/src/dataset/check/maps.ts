import { STEP_CHANNELS } from "../../format/channels.ts";
import type { Content, ListedMap } from "../content.ts";
import { mapPath, METADATA, METRICS } from "../layout.ts";
import { asInt, asList, asObject, asText, same, shown } from "../untrusted.ts";
import type { Findings } from "./findings.ts";
import { shapeProblems } from "./shapes.ts";

/** Ids and modules once each, kinds that fit the modules, and only listed layers in the metrics. */
export function checkLayers(content: Content, findings: Findings): void {
  const seen = new Map<string, number>();
  asList(content.metadata.layers)
    .map(asObject)
    .forEach((layer, i) => {
      const place = `${METADATA}: layers[${i}]`;
      for (const key of ["id", "processor_key"]) {
        const value = layer[key];
        if (typeof value !== "string") continue;
        const first = seen.get(`${key} ${value}`) ?? i;
        seen.set(`${key} ${value}`, first);
        if (first === i) continue;
        findings.error(
          "layer-repeated",
          `${place}.${key}`,
          `${shown(value)} is also layers[${first}]; expected once`,
        );
      }
      const kind = kindOf(layer.processor_key) ?? layer.attention_type;
      if (layer.attention_type === kind) return;
      const message = `${shown(layer.attention_type)}; ${shown(layer.processor_key)} is ${String(kind)}-attention`;
      findings.error("layer-kind", `${place}.attention_type`, message);
    });
  if (Object.keys(content.metadata).length > 0) checkMetricLayers(content, findings);
}

/** What a module's name says that it is. */
function kindOf(module: unknown): string | null {
  if (typeof module !== "string") return null;
  if (module.includes(".attn1")) return "self";
  return module.includes(".attn2") ? "cross" : null;
}

function checkMetricLayers({ metrics, layers }: Content, findings: Findings): void {
  for (const { key } of STEP_CHANNELS) {
    asList(metrics[key]).forEach((entry, i) => {
      for (const id of Object.keys(asObject(asObject(entry).by_layer))) {
        if (layers.has(id)) continue;
        findings.error(
          "layer-unknown",
          `${METRICS}: ${key}[${i}].by_layer`,
          `${shown(id)} is no layer of the run`,
        );
      }
    });
  }
}

/** Each entry's layer, step, condition, head, name and shape; and that none is absent. */
export function checkMaps(content: Content, findings: Findings): void {
  const conditions = new Set(content.conditions.map(({ id }) => asText(id)));
  const heads = new Map([...content.layers].map(([id, layer]) => [id, asInt(layer.heads)]));
  const shapes = shapeProblems(content);
  const seen = new Map<string, string>();
  for (const entry of content.maps) {
    const key = JSON.stringify([entry.type, entry.layer, entry.step, entry.condition, entry.head]);
    const first = seen.get(key) ?? entry.place;
    seen.set(key, first);
    if (first !== entry.place) {
      const named = [entry.type, entry.layer, entry.step].join(", ");
      findings.error("map-repeated", entry.place, `${shown(named)} is also ${first}; expected once`);
    }
    checkLayer(content, entry, heads.get(entry.layer ?? "") ?? null, findings);
    checkCondition(content, entry, conditions, findings);
    checkName(content, entry, findings);
    for (const message of shapes(entry)) findings.error("map-shape", `${entry.place}.shape`, message);
  }
  if (content.newer) checkAbsent(content, findings);
}

function checkLayer(content: Content, entry: ListedMap, heads: number | null, findings: Findings): void {
  const { place, layer: id, type, step, head } = entry;
  const layer = content.layers.get(id ?? "");
  if (id !== null && !layer) {
    findings.error("layer-unknown", `${place}.layer_id`, `${shown(id)} is no layer of the run`);
  }
  if (layer && !same(type, layer.attention_type ?? null)) {
    findings.error(
      "map-kind",
      `${place}.attention_type`,
      `${shown(type)}; ${id} is ${shown(layer.attention_type)}`,
    );
  }
  if (step !== null && content.steps !== null && step >= content.steps) {
    findings.error("map-step", `${place}.step`, `${step}; the run has steps 0 to ${content.steps - 1}`);
  }
  if (head !== null && heads !== null && head >= heads) {
    findings.error("map-head", `${place}.head`, `${head}; ${id} has heads 0 to ${heads - 1}`);
  }
}

/** attention_files holds c0 averaged over heads and nothing else. */
function checkCondition(
  content: Content,
  entry: ListedMap,
  known: ReadonlySet<string | null>,
  findings: Findings,
): void {
  const { place, extra, condition, head } = entry;
  const common = condition === "c0" && head === null;
  if (extra && !known.has(condition)) {
    findings.error("map-condition", `${place}.condition`, `${shown(condition)} is no condition of the run`);
  } else if (extra === common && content.newer) {
    const belongs = common ? "attention_files" : "attention_files_extra";
    findings.error(
      "map-condition",
      place,
      `condition ${shown(condition)}, head ${shown(head)} belongs into ${belongs}`,
    );
  }
}

function checkName(
  content: Content,
  { place, path, type, layer, step, condition, head }: ListedMap,
  findings: Findings,
): void {
  if (!content.newer || !path || !type || !layer || step === null) return;
  const name = mapPath(type, layer, step, condition, head);
  if (path !== name) findings.error("map-name", `${place}.path`, `${shown(path)}; expected ${shown(name)}`);
}

/** A map that is neither there nor noted as not recorded is lost. */
function checkAbsent({ metadata, maps, layers }: Content, findings: Findings): void {
  const there = new Set(maps.filter((entry) => !entry.extra).map(({ layer, step }) => `${step} ${layer}`));
  const noted = asList(metadata.not_recorded)
    .map(asObject)
    .filter(({ what }) => /map|attention/.test(asText(what) ?? ""))
    .map(({ where }) => asText(where) ?? "")
    .join(" ");
  const named = new Set(noted.split(/[^\p{L}\p{N}_]+/u));
  const steps = asList(metadata.timesteps).map((_, step) => step);
  for (const id of layers.keys()) {
    const absent = named.has(id) ? [] : steps.filter((step) => !there.has(`${step} ${id}`));
    if (absent.length === 0) continue;
    const message = `${id} has no map at steps ${shown(absent)}, and not_recorded does not say why`;
    findings.error("map-absent", `${METADATA}: attention_files`, message);
  }
}
