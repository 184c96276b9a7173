import { useMemo } from "react";

import { percent, readable } from "../text/numbers.ts";
import type { Run } from "../run/types.ts";
import { guidanceStep, reverseStep } from "../maths/reverse.ts";
import { useLatents } from "../reading/loading.ts";
import { isFlow, VELOCITY, whyUnguided } from "../run/prediction.ts";
import { Missing, Panel } from "./Panel.tsx";

/** Rounding to float16 alone is below this share. */
const ROUNDING = 0.005;

/** What the model predicts, in formulas and read aloud. */
function symbolOf(run: Run): { readonly symbol: string; readonly spoken: string } {
  return isFlow(run) ? { symbol: "v", spoken: "velocity" } : { symbol: "ε", spoken: "epsilon" };
}

/** Both formulas of a step, with this run's numbers. */
export function Formulas({ run, step }: { run: Run; step: number }) {
  return (
    <div className="formulas">
      <Panel id="reverse-step" title="The reverse step">
        <ReverseFormula run={run} step={step} />
      </Panel>
      <Panel id="guidance" title="Guidance">
        <GuidanceFormula run={run} step={step} />
      </Panel>
    </div>
  );
}

/** The reverse step, with this run's numbers at this step. */
function ReverseFormula({ run, step }: { run: Run; step: number }) {
  const { value: latents, error } = useLatents(run);
  const numbers = useMemo(
    () => latents && reverseStep(latents, run.sigmas, step),
    [latents, run.sigmas, step],
  );
  const { symbol, spoken } = symbolOf(run);
  const sampler = typeof run.generator.sampler === "string" ? run.generator.sampler : "the sampler";
  return (
    <div className="formula">
      <p
        className="equation"
        role="math"
        aria-label={`x next equals x plus sigma next minus sigma, times ${spoken}`}
      >
        <i>x</i>
        <sub>next</sub> = <i>x</i> + (<i>σ</i>
        <sub>next</sub> − <i>σ</i>) · <i>{symbol}</i>
      </p>
      <p className="equation" role="math" aria-label={`${spoken} equals x minus x zero hat, over sigma`}>
        <i>{symbol}</i> = (<i>x</i> − <i>x̂</i>
        <sub>0</sub>) / <i>σ</i>
      </p>
      {isFlow(run) && (
        <p className="small">
          This model predicts the {VELOCITY}, and a noisy picture is (1 − <i>σ</i>) picture + <i>σ</i> noise:{" "}
          <i>σ</i> goes from 1 to 0.
        </p>
      )}
      {numbers ? (
        <>
          <Numbers
            rows={[
              ["σ → σ next", `${readable(numbers.sigma)} → ${readable(numbers.next)}`],
              ["‖x‖ → ‖x next‖", `${readable(numbers.before)} → ${readable(numbers.after)}`],
              [`‖${symbol}‖`, readable(numbers.noise)],
              ["‖x̂₀‖", readable(numbers.clean)],
            ]}
          />
          <p className="small">
            {numbers.beyondEuler < ROUNDING
              ? `At this step, ${sampler} follows exactly this formula. The difference of ${percent(numbers.beyondEuler)} is rounding.`
              : `At this step, ${sampler} differs from this formula by ${percent(numbers.beyondEuler)} of the result. It also uses earlier steps, evaluates twice, or adds fresh noise.`}
          </p>
        </>
      ) : (
        <NoArrays run={run} error={error} what="the latents, the prediction or the noise levels" />
      )}
    </div>
  );
}

/** Classifier-free guidance, with this run's numbers at this step. */
function GuidanceFormula({ run, step }: { run: Run; step: number }) {
  const { value: latents, error } = useLatents(run);
  const scale = typeof run.generator.cfg_scale === "number" ? run.generator.cfg_scale : null;
  const numbers = useMemo(
    () => (latents && scale !== null ? guidanceStep(latents, scale, step) : null),
    [latents, scale, step],
  );
  const { symbol, spoken } = symbolOf(run);
  const unguided = whyUnguided(run);
  if (unguided) return <Missing>{unguided}</Missing>;
  return (
    <div className="formula">
      <p
        className="equation"
        role="math"
        aria-label={`${spoken} equals ${spoken} uncond plus s times, ${spoken} text minus ${spoken} uncond`}
      >
        <i>{symbol}</i> = <Side of={symbol} side="uncond" /> + <i>s</i> · (<Side of={symbol} side="text" /> −{" "}
        <Side of={symbol} side="uncond" />)
      </p>
      {numbers && scale !== null ? (
        <>
          <Numbers
            rows={[
              ["guidance scale s", readable(scale)],
              [
                `‖${symbol} text‖, ‖${symbol} uncond‖`,
                `${readable(numbers.text)}, ${readable(numbers.uncond)}`,
              ],
              [`‖${symbol} text − ${symbol} uncond‖`, readable(numbers.difference)],
              ["cosine of the two", numbers.cosine?.toFixed(4) ?? "–"],
              [`‖${symbol}‖`, readable(numbers.guided)],
            ]}
          />
          <p className="small">
            {numbers.beyondPlain < ROUNDING
              ? `The two predictions differ by only ${percent(numbers.difference / numbers.uncond)} of their size. Guidance multiplies that difference by ${readable(scale)}.`
              : `The recorded ${symbol} differs from this formula by ${percent(numbers.beyondPlain)}, because another patch changes guidance in this run.`}
          </p>
        </>
      ) : (
        <NoArrays run={run} error={error} what="both sides of the guidance" />
      )}
    </div>
  );
}

function Side({ of, side }: { of: string; side: string }) {
  return (
    <>
      <i>{of}</i>
      <sub>{side}</sub>
    </>
  );
}

function Numbers({ rows }: { rows: readonly (readonly [string, string])[] }) {
  return (
    <dl className="numbers">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt className="soft small">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function NoArrays({ run, error, what }: { run: Run; error: string | null; what: string }) {
  if (error) return <Missing>{error}</Missing>;
  return run.has.latents ? (
    <p className="small soft">This run does not hold {what} at this step, or they are still being read.</p>
  ) : (
    <Missing>This run was exported without its latents, so the formula has no numbers here.</Missing>
  );
}
