import { useEffectScale, useSource, useWordEffect } from "../reading/effects.ts";
import { useMapScale } from "../reading/summary.ts";
import { editTitles } from "../run/edits.ts";
import { findEffect } from "../run/effects.ts";
import type { Term } from "../run/terms.ts";
import { fileSize, percent, readable } from "../text/numbers.ts";
import { text } from "../text/text.ts";
import { touched } from "../text/touch.ts";
import type { LiveRun } from "./liveRun.ts";

/** From so many bytes on, what a recording takes is worth a sentence. */
const LARGE = 500e6;

interface CaptionProps {
  readonly run: LiveRun;
  readonly step: number;
  readonly layer: string | null;
  readonly words: readonly Term[];
}

/** What the colours mean; below, how the pass stands and what it takes. */
export function PassCaption({ run, step, layer, words }: CaptionProps) {
  const [first] = words;
  const source = useSource(run);
  const attention = useAttention(run, step, layer, words);
  const effect = useEffectSaid(run, step, words);
  const { said, scale, why } =
    first === undefined
      ? { said: invitation(), scale: "", why: "" }
      : source === "attention"
        ? attention
        : effect;
  const edits = editTitles(run);
  const unrecorded = run.conditions[0]?.unrecorded ?? [];
  const left = unrecorded.length;
  const missing =
    left === 0
      ? ""
      : left === 1
        ? text("1 word not recorded")
        : text("{count} words not recorded", { count: left });
  const bytes = run.pass.budget_bytes ?? 0;
  const takes = bytes > 0 ? { size: fileSize(bytes) } : null;
  const large = bytes >= LARGE;
  const states: Readonly<Record<string, string>> = {
    running: text("sampling …"),
    interrupted: text("interrupted"),
    failed: text("recording failed"),
  };
  return (
    <div className="caption">
      <p title={`${said} ${why}`.trim()}>{said}</p>
      <p className={edits || large ? "warn" : "soft"}>
        <span title={edits ? text("Attention is edited: {edits}", { edits }) : undefined}>
          {edits
            ? text("Edited: {edits}", { edits })
            : takes && large
              ? text("Records {size}: fewer layers in Capture Settings take less.", takes)
              : scale}
        </span>
        <span role="status">{states[run.pass.state] ?? ""}</span>
        <span className="rest">
          {missing && <span title={unrecorded.map(({ text: word }) => word).join(" ")}>{missing}</span>}
          {takes && !large && <span>{text("records {size}", takes)}</span>}
        </span>
      </p>
    </div>
  );
}

const invitation = () =>
  touched() ? text("Tap a word, or the picture.") : text("Point at a word, or at the picture.");

/** What is said of a map, what its brightest value is, and what the numbers mean. */
interface Said {
  readonly said: string;
  readonly scale: string;
  readonly why: string;
}

function useAttention(run: LiveRun, step: number, layer: string | null, words: readonly Term[]): Said {
  const [first] = words;
  const condition = run.conditions.find((c) => c.id === first?.condition);
  const { domain } = useMapScale(first ? run : null, layer, condition, undefined);
  const where = { word: first?.text ?? "", layer: run.caption(layer ?? "", step) };
  const why = text(
    "Percent of the attention of a place. It shows where a layer looks, not what caused the picture.",
  );
  if (run.mapEntry(layer ?? "", step, condition?.id) === undefined)
    return { said: text("No map was recorded at this step."), scale: "", why };
  const said = words.length === 1 ? text("“{word}” in {layer}", where) : text("Words in {layer}", where);
  return { said, scale: text("brightest: {most}", { most: percent(domain[1]) }), why };
}

function useEffectSaid(run: LiveRun, step: number, words: readonly Term[]): Said {
  const effect = useWordEffect(run, words, step);
  const { domain } = useEffectScale(run, undefined);
  const several = words.length > 1 && words.some((word) => findEffect(run.effectWords, [word]) !== null);
  const says = several ? text("What changes in the model’s guess without each word.") : effect.says;
  if (effect.why && !several) return { said: effect.why, scale: "", why: "" };
  const why =
    effect.step === step
      ? ""
      : text("These are the effects of step {step}.", { step: (effect.step ?? 0) + 1 });
  return { said: says, scale: text("brightest: {most}", { most: readable(domain[1]) }), why };
}
