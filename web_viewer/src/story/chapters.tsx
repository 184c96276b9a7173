/** The chapters of the story, in their order: what is said, and which panels stand beside it. */
import type { ReactNode } from "react";

import type { PanelId } from "../panels/index.ts";
import type { Run } from "../run/types.ts";

export interface ChapterEntry {
  readonly id: string;
  readonly title: string;
  /** Whether scrolling through it goes through the steps. */
  readonly scrolled: boolean;
  readonly prose: (run: Run) => ReactNode;
  readonly panels: readonly PanelId[];
  /** Panels in a column at the right of the others. */
  readonly beside?: readonly PanelId[];
}

export const CHAPTERS: readonly ChapterEntry[] = [
  {
    id: "noise-to-picture",
    title: "From noise to picture",
    scrolled: true,
    prose: (run) => (
      <>
        <p className="prompt">“{run.conditions[0]?.text ?? ""}”</p>
        <p>
          A diffusion model begins with pure noise. {run.steps} times it is asked:{" "}
          <em>which part of this is noise?</em> Each time a little of it is taken away.
        </p>
        <p>
          At the left of the divider is the noisy latent <i>x</i>, at the right what the model believes the
          finished picture to be, <i>x̂₀</i>. Large shapes are decided early, details late.
        </p>
        <p className="hint small soft">Scroll, drag the slider, or press Space.</p>
      </>
    ),
    panels: [],
  },
  {
    id: "two-formulas",
    title: "Two formulas",
    scrolled: true,
    prose: () => (
      <>
        <p>
          <b>The reverse step.</b> The model predicts the noise ε. The sampler walks against it, from noise
          level σ down to the next one.
        </p>
        <p>
          <b>Guidance.</b> The model is asked twice, with the prompt and with the negative prompt. The
          difference is what the prompt changes, and it is multiplied by the guidance scale <i>s</i>.
        </p>
        <p className="small soft">
          All numbers are of this run, at this step: ‖·‖ is the Euclidean norm of the latent.
        </p>
      </>
    ),
    panels: ["formulas", "predicted-noise"],
  },
  {
    id: "attention",
    title: "Where words act",
    scrolled: true,
    prose: () => (
      <>
        <p>
          In its cross-attention layers each place of the picture asks the prompt for information.{" "}
          <b>Attention</b> is how that question is shared out between the words: at each place the shares of
          all tokens sum to 1.
        </p>
        <p>
          Choose a word at the left, or move over the picture to see which words a place listens to. A click
          keeps the place.
        </p>
        <p className="small soft">
          Attention shows where information is taken from. It does not prove that a word caused what is drawn
          there.
        </p>
      </>
    ),
    panels: ["attention-overlay"],
    beside: ["ranked-words", "word-step"],
  },
  {
    id: "more-attention",
    title: "Layers, places, and the rest",
    scrolled: false,
    prose: () => (
      <>
        <p>
          Not all layers listen to the same words: those in the middle see the picture as a whole, the
          decoder’s point at things.
        </p>
        <p>
          In <b>self-attention</b> the picture looks at itself: a place takes from other places what it needs
          to agree with them.
        </p>
        <p>
          Much attention goes to tokens that are no words. Leaving that out would make the words look larger
          than they are.
        </p>
      </>
    ),
    panels: ["self-attention"],
    beside: ["layer-word", "heads", "word-curves", "special-mass"],
  },
  {
    id: "trajectory",
    title: "The way through latent space",
    scrolled: true,
    prose: () => (
      <>
        <p>
          A latent has thousands of numbers. Seen along the two directions in which it moves most, denoising
          is a path: far at first, then in small steps into the picture.
        </p>
        <p>
          The dashed path is x̂₀, the model’s guess at the end of the way. It turns where the model changes its
          mind.
        </p>
        <p className="small soft">
          Two directions keep only the stated part of the variance; paths that cross here may be far apart.
        </p>
      </>
    ),
    panels: ["trajectory-panel"],
  },
  {
    id: "comparison",
    title: "Two runs side by side",
    scrolled: false,
    prose: () => (
      <p>
        Change one thing, a word, a LoRA, a seed, and the same noise levels show where the two runs part.
        Pictures, attention and prompts are compared at steps that belong together.
      </p>
    ),
    panels: ["comparison"],
  },
  {
    id: "metrics",
    title: "Every number",
    scrolled: false,
    prose: () => (
      <p>
        All channels of metrics.json. A click on a curve goes to that step; CSV holds the numbers as they are.
      </p>
    ),
    panels: ["metrics"],
  },
  {
    id: "provenance",
    title: "Where this comes from",
    scrolled: false,
    prose: () => (
      <p>How the run was made, what was not recorded and why, and the workflow to make it again.</p>
    ),
    panels: ["provenance"],
  },
];
