import type { Run } from "../run/types.ts";
import { AttentionOverlay } from "../panels/AttentionOverlay.tsx";
import { Comparison } from "../panels/Comparison.tsx";
import { FilmStrip } from "../panels/FilmStrip.tsx";
import { GuidanceFormula, ReverseFormula } from "../panels/Formulas.tsx";
import { NormCurves } from "../panels/NormCurves.tsx";
import { Metrics } from "../panels/Metrics.tsx";
import { Panel } from "../panels/Panel.tsx";
import { Picture } from "../panels/Picture.tsx";
import { PredictedNoise } from "../panels/PredictedNoise.tsx";
import { Provenance } from "../panels/Provenance.tsx";
import { RankedWords } from "../panels/RankedWords.tsx";
import { SelfAttention } from "../panels/SelfAttention.tsx";
import { SpecialMass } from "../panels/SpecialMass.tsx";
import { Trajectory } from "../panels/Trajectory.tsx";
import { WordCurves } from "../panels/WordCurves.tsx";
import { WordStepMatrix } from "../panels/WordStepMatrix.tsx";
import { Heads } from "../panels/Heads.tsx";
import { LayerWordGrid } from "../panels/LayerWordGrid.tsx";
import { useAlignment } from "../reading/aligned.ts";
import { useApp } from "../state/store.ts";
import { Chapter } from "./Chapter.tsx";

/** The run told from noise to picture, for somebody who has never heard of attention. */
export function Story({ run }: { run: Run }) {
  const compared = useApp((s) => s.compared);
  const alignment = useAlignment();
  const prompt = run.conditions[0]?.text ?? "";
  return (
    <article className="story">
      <Chapter
        id="noise-to-picture"
        title="From noise to picture"
        steps={run.steps}
        prose={
          <>
            <p className="prompt">“{prompt}”</p>
            <p>
              A diffusion model begins with pure noise. {run.steps} times it is asked:{" "}
              <em>which part of this is noise?</em> Each time a little of it is taken away.
            </p>
            <p>
              At the left of the divider is the noisy latent <i>x</i>, at the right what the model believes
              the finished picture to be, <i>x̂₀</i>. Large shapes are decided early, details late.
            </p>
            <p className="hint small soft">Scroll, drag the slider, or press Space.</p>
          </>
        }
      >
        {(step) => (
          <>
            <div className={compared ? "pair" : "single"}>
              <RunPicture run={run} step={step} side="a" />
              {compared && (
                <RunPicture
                  run={compared}
                  step={alignment.evaluated[step] ?? step}
                  latentStep={alignment.stepped[step] ?? step}
                  side="b"
                />
              )}
            </div>
            <FilmStrip run={run} kind="latent" />
            <FilmStrip run={run} kind="x0" />
            <NormCurves run={run} />
          </>
        )}
      </Chapter>

      <Chapter
        id="two-formulas"
        title="Two formulas"
        steps={run.steps}
        prose={
          <>
            <p>
              <b>The reverse step.</b> The model predicts the noise ε. The sampler walks against it, from
              noise level σ down to the next one.
            </p>
            <p>
              <b>Guidance.</b> The model is asked twice, with the prompt and with the negative prompt. The
              difference is what the prompt changes, and it is multiplied by the guidance scale <i>s</i>.
            </p>
            <p className="small soft">
              All numbers are of this run, at this step: ‖·‖ is the Euclidean norm of the latent.
            </p>
          </>
        }
      >
        {(step) => (
          <>
            <div className="formulas">
              <Panel id="reverse-step" title="The reverse step">
                <ReverseFormula run={run} step={step} />
              </Panel>
              <Panel id="guidance" title="Guidance">
                <GuidanceFormula run={run} step={step} />
              </Panel>
            </div>
            <Panel id="predicted-noise" title="Predicted noise and latent">
              <PredictedNoise run={run} step={step} />
            </Panel>
          </>
        )}
      </Chapter>

      <Chapter
        id="attention"
        title="Where words act"
        steps={run.steps}
        prose={
          <>
            <p>
              In its cross-attention layers each place of the picture asks the prompt for information.{" "}
              <b>Attention</b> is how that question is shared out between the words: at each place the shares
              of all tokens sum to 1.
            </p>
            <p>
              Choose a word at the left, or move over the picture to see which words a place listens to. A
              click keeps the place.
            </p>
            <p className="small soft">
              Attention shows where information is taken from. It does not prove that a word caused what is
              drawn there.
            </p>
          </>
        }
      >
        {(step) => (
          <>
            <div className="attention-grid">
              <Panel id="attention-overlay" title="Attention on the picture">
                <AttentionOverlay run={run} step={step} />
              </Panel>
              <div className="stack">
                <Panel id="ranked-words" title="Words of a place">
                  <RankedWords run={run} step={step} />
                </Panel>
                <Panel id="word-step" title="When does each word act?">
                  <WordStepMatrix run={run} />
                </Panel>
              </div>
            </div>
          </>
        )}
      </Chapter>

      <Chapter
        id="more-attention"
        title="Layers, places, and the rest"
        steps={0}
        prose={
          <>
            <p>
              Not all layers listen to the same words: those in the middle see the picture as a whole, the
              decoder’s point at things.
            </p>
            <p>
              In <b>self-attention</b> the picture looks at itself: a place takes from other places what it
              needs to agree with them.
            </p>
            <p>
              Much attention goes to tokens that are no words. Leaving that out would make the words look
              larger than they are.
            </p>
          </>
        }
      >
        {(step) => (
          <>
            <div className="attention-grid">
              <Panel id="self-attention" title="Where does this place look?">
                <SelfAttention run={run} step={step} />
              </Panel>
              <div className="stack">
                <Panel id="layer-word" title="Which layer listens to which word?">
                  <LayerWordGrid run={run} step={step} />
                </Panel>
                <Panel id="heads" title="Head by head">
                  <Heads run={run} step={step} />
                </Panel>
                <Panel id="word-curves" title="The words step by step">
                  <WordCurves run={run} />
                </Panel>
                <Panel id="special-mass" title="Words against start, end and padding">
                  <SpecialMass run={run} />
                </Panel>
              </div>
            </div>
          </>
        )}
      </Chapter>

      <Chapter
        id="trajectory"
        title="The way through latent space"
        steps={run.steps}
        prose={
          <>
            <p>
              A latent has thousands of numbers. Seen along the two directions in which it moves most,
              denoising is a path: far at first, then in small steps into the picture.
            </p>
            <p>
              The dashed path is x̂₀, the model’s guess at the end of the way. It turns where the model changes
              its mind.
            </p>
            <p className="small soft">
              Two directions keep only the stated part of the variance; paths that cross here may be far
              apart.
            </p>
          </>
        }
      >
        {() => (
          <Panel id="trajectory-panel" title="Principal components of the latent">
            <Trajectory run={run} />
          </Panel>
        )}
      </Chapter>

      <Chapter
        id="comparison"
        title="Two runs side by side"
        steps={0}
        prose={
          <p>
            Change one thing, a word, a LoRA, a seed, and the same noise levels show where the two runs part.
            Pictures, attention and prompts are compared at steps that belong together.
          </p>
        }
      >
        {(step) => <Comparison run={run} step={step} />}
      </Chapter>

      <Chapter
        id="metrics"
        title="Every number"
        steps={0}
        prose={
          <p>
            All channels of metrics.json. A click on a curve goes to that step; CSV holds the numbers as they
            are.
          </p>
        }
      >
        {() => <Metrics run={run} />}
      </Chapter>

      <Chapter
        id="provenance"
        title="Where this comes from"
        steps={0}
        prose={<p>How the run was made, what was not recorded and why, and the workflow to make it again.</p>}
      >
        {() => <Provenance run={run} />}
      </Chapter>
    </article>
  );
}

interface RunPictureProps {
  readonly run: Run;
  readonly step: number;
  readonly latentStep?: number;
  readonly side: "a" | "b";
}

function RunPicture({ run, step, latentStep = step, side }: RunPictureProps) {
  return (
    <div className={`run-picture ${side}`}>
      <Picture run={run} step={step} latentStep={latentStep} />
      <p className="small soft">
        {run.name} ·{" "}
        {latentStep === step
          ? `step ${String(step + 1)}`
          : `x of step ${String(latentStep + 1)}, x̂₀ of step ${String(step + 1)},`}{" "}
        of {run.steps}
      </p>
    </div>
  );
}
