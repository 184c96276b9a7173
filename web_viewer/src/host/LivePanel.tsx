import { memo, useEffect, useMemo, useState } from "react";

import { LinePlot, STEP_AXIS } from "../charts/LinePlot.tsx";
import { readable } from "../text/numbers.ts";
import type { Run, Series } from "../run/types.ts";
import { alignSteps } from "../maths/align.ts";
import { AttentionOverlay } from "../panels/AttentionOverlay.tsx";
import { AttentionDifference } from "../panels/comparison/AttentionDifference.tsx";
import { Picture } from "../panels/Picture.tsx";
import { RankedWords } from "../panels/RankedWords.tsx";
import { Words } from "../rail/Words.tsx";
import { usePlayback, togglePlaying } from "../state/playing.ts";
import { goTo, useApp, useAppStore } from "../state/store.ts";
import { text } from "../text/text.ts";
import { type PassSummary, LiveRun } from "./liveRun.ts";
import { exportPass, type Host } from "./services.ts";

/**
 * A pass while it is sampled, on the node that samples or records it: the run of the store, and the one before it that is
 * compared. Drawn when these change, not whenever the host tells of a step.
 */
export const LivePanel = memo(function LivePanel({ host }: { host: Host }) {
  usePlayback();
  const run = useApp((s) => s.primary);
  const previous = useApp((s) => s.compared);
  if (!(run instanceof LiveRun))
    return <p className="soft small panel-empty">{text("Run the workflow to see each step here.")}</p>;
  const { pass } = run;
  return (
    <div className="host-panel">
      <StepBar run={run} planned={pass.steps_planned} state={pass.state} />
      <View run={run} previous={previous} />
      <Words run={run} />
      <Sparklines run={run} />
      {(pass.state === "interrupted" || pass.state === "failed") && <ExportRest host={host} pass={pass} />}
    </div>
  );
});

function StepBar({ run, planned, state }: { run: Run; planned: number; state: string }) {
  const app = useAppStore();
  const step = useApp((s) => s.step);
  const playing = useApp((s) => s.playing);
  const words: Readonly<Record<string, string>> = {
    running: text("sampling …"),
    interrupted: text("interrupted"),
    failed: text("recording failed"),
  };
  return (
    <div className="step-bar">
      <div className="row spread small">
        <span>
          {text("Step")} <b>{step + 1}</b> <span className="soft">/ {planned}</span>
        </span>
        <span className="soft" role="status">
          {words[state] ?? ""}
        </span>
      </div>
      <div className="row nowrap">
        <button
          className="primary"
          aria-label={playing ? text("Pause") : text("Play")}
          onClick={() => {
            togglePlaying(app);
          }}
        >
          {playing ? "❚❚" : "▶"}
        </button>
        <input
          type="range"
          aria-label={text("Step")}
          min={0}
          max={Math.max(0, run.steps - 1)}
          value={step}
          onChange={(event) => {
            goTo(app, Number(event.target.value));
          }}
        />
      </div>
    </div>
  );
}

type Way = "picture" | "words" | "compare";

function View({ run, previous }: { run: Run; previous: Run | null }) {
  const step = useApp((s) => s.step);
  const [way, setWay] = useState<Way>("picture");
  const ways: readonly (readonly [Way, string])[] = [
    ["picture", text("Picture and words")],
    ["words", text("Words of a place")],
    ...(previous ? [["compare", text("Compare with previous")] as const] : []),
  ];
  return (
    <>
      <div className="row small" role="group" aria-label={text("View")}>
        {ways.map(([key, name]) => (
          <button
            key={key}
            aria-pressed={way === key}
            onClick={() => {
              setWay(key);
            }}
          >
            {name}
          </button>
        ))}
      </div>
      {way === "compare" && previous ? (
        <Beside run={run} previous={previous} step={step} />
      ) : (
        <AttentionOverlay run={run} step={step} />
      )}
      {way === "words" && <RankedWords run={run} step={step} />}
    </>
  );
}

/** A step of this generation and the one of the generation before it that is nearest in noise. */
function Beside({ run, previous, step }: { run: Run; previous: Run; step: number }) {
  const pairs = useMemo(() => alignSteps(run, previous, "sigma", "evaluated"), [run, previous]);
  const theirs = pairs[step] ?? 0;
  return (
    <>
      <div className="pair">
        <div className="run-picture b">
          <Picture run={previous} step={theirs} />
          <p className="small soft">
            {theirs === step
              ? text("previous, {run}", { run: previous.name })
              : text("previous, {run}, step {step}", { run: previous.name, step: theirs + 1 })}
          </p>
        </div>
        <div className="run-picture a">
          <Picture run={run} step={step} />
          <p className="small soft">{text("now, {run}", { run: run.name })}</p>
        </div>
      </div>
      <AttentionDifference run={run} step={step} other={previous} otherStep={theirs} />
    </>
  );
}

export function Sparklines({ run }: { run: Run }) {
  const noise = run.metrics.series.get("predicted_noise_l2_norm");
  const entropy = run.metrics.series.get("cross_attention_entropy");
  return (
    <div className="sparklines">
      {noise && <Sparkline name={text("Size of the predicted noise")} values={noise} colour="var(--run-a)" />}
      {entropy?.some((v) => v !== null) && (
        <Sparkline name={text("Spread of attention over words")} values={entropy} colour="var(--run-b)" />
      )}
    </div>
  );
}

function Sparkline({ name, values, colour }: { name: string; values: Series; colour: string }) {
  const app = useAppStore();
  const step = useApp((s) => s.step);
  const lines = useMemo(
    () => [{ name, colour, values, at: values.map((_, i) => i + 1) }],
    [name, colour, values],
  );
  return (
    <LinePlot
      label={text("{name} by step, now {value}", { name, value: readable(values[step]) })}
      lines={lines}
      axis={STEP_AXIS}
      cursor={step + 1}
      height={84}
      onPick={(at) => {
        goTo(app, at - 1);
      }}
    />
  );
}

function ExportRest({ host, pass }: { host: Host; pass: PassSummary }) {
  const [state, setState] = useState<"ready" | "working" | "done">("ready");
  return (
    <button
      disabled={state !== "ready"}
      onClick={() => {
        setState("working");
        exportPass(host, pass.id).then(
          ({ name }) => {
            setState("done");
            host.toast("success", text("Exported"), name);
          },
          (error: unknown) => {
            setState("ready");
            host.toast(
              "error",
              text("Nothing was exported"),
              error instanceof Error ? error.message : String(error),
            );
          },
        );
      }}
    >
      {state === "done" ? text("Exported") : text("Export what was recorded")}
    </button>
  );
}

/** Show another state of a pass: a new step is followed unless the person looks at an earlier one. */
export function useLiveRun(run: Run | null, previous: Run | null): void {
  const app = useAppStore();
  useEffect(() => {
    const now = app.getState();
    const same = now.primary?.key === run?.key;
    const following = !same || now.step >= (now.primary?.steps ?? 1) - 1;
    app.setState({ primary: run, compared: previous, layer: run?.layers[0]?.id ?? null });
    if (run && following && !now.playing) goTo(app, run.steps - 1);
  }, [app, run, previous]);
}
