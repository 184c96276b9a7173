import { readable } from "../text/numbers.ts";
import type { Run } from "../run/types.ts";
import { goTo, show, useApp, useAppStore } from "../state/store.ts";
import { togglePlaying } from "../state/playing.ts";
import { text } from "../text/text.ts";

const SPEEDS = [2, 4, 6, 12, 24];

export function Steps({ run }: { run: Run }) {
  const app = useAppStore();
  const step = useApp((s) => s.step);
  const playing = useApp((s) => s.playing);
  const loop = useApp((s) => s.loop);
  const speed = useApp((s) => s.speed);
  const sigma = run.sigmas?.[step];
  const time = run.timesteps[step];
  return (
    <section className="rail-steps" aria-label={text("Step")}>
      <div className="row spread">
        <h2 className="step-title">
          {text("Step")} <b style={{ minWidth: `${String(String(run.steps).length)}ch` }}>{step + 1}</b>{" "}
          <span className="soft">{text("of {steps}", { steps: run.steps })}</span>
        </h2>
        <span className="small soft">
          {sigma !== undefined && (
            <abbr title={text("Noise level at which the model was evaluated")}>σ {readable(sigma)}</abbr>
          )}
          {time !== null && time !== undefined && (
            <abbr title={text("The model’s own timestep")}>
              {" "}
              · t {Number.isInteger(time) ? time : readable(time)}
            </abbr>
          )}
        </span>
      </div>
      <input
        type="range"
        aria-label={text("Step")}
        aria-valuetext={text("Step {step} of {steps}", { step: step + 1, steps: run.steps })}
        min={0}
        max={run.steps - 1}
        value={step}
        onChange={(event) => {
          goTo(app, Number(event.target.value));
        }}
      />
      <div className="row">
        <button
          className="primary play"
          onClick={() => {
            togglePlaying(app);
          }}
          aria-label={playing ? text("Pause") : text("Play")}
        >
          {playing ? "❚❚" : "▶"}
        </button>
        <button
          aria-label={text("Previous step")}
          disabled={step === 0}
          onClick={() => {
            goTo(app, step - 1);
          }}
        >
          ‹
        </button>
        <button
          aria-label={text("Next step")}
          disabled={step === run.steps - 1}
          onClick={() => {
            goTo(app, step + 1);
          }}
        >
          ›
        </button>
        <button
          aria-pressed={loop}
          aria-label={text("Loop")}
          title={text("Start again at the end")}
          onClick={() => {
            show(app, { loop: !loop });
          }}
        >
          ↻
        </button>
        <label className="small soft speed">
          <span className="hidden-visually">{text("Speed")}</span>
          <select
            value={speed}
            onChange={(event) => {
              show(app, { speed: Number(event.target.value) });
            }}
          >
            {SPEEDS.map((s) => (
              <option key={s} value={s}>
                {text("{steps} / s", { steps: s })}
              </option>
            ))}
          </select>
        </label>
      </div>
      {!run.complete && (
        <p className="small note">
          {text("Sampling was interrupted. You see the {steps} steps that were recorded.", {
            steps: run.steps,
          })}
        </p>
      )}
    </section>
  );
}
