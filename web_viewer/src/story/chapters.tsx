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
          A diffusion model starts with pure noise. {run.steps} times we ask it:{" "}
          <em>which part of this is noise?</em> Each time, a little of it is taken away.
        </p>
        <p>
          On the left of the divider you see the <abbr title="x">noisy picture</abbr>. On the right is{" "}
          <abbr title="x̂₀">the model’s guess</abbr> at the finished one. The model decides on large shapes
          early, and on details late.
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
          <b>The reverse step.</b> The model predicts the noise ε. The sampler removes some of it, and goes
          from noise level σ down to the next one.
        </p>
        <p>
          <b>Guidance.</b> The model predicts twice, with the prompt and with the negative prompt. The
          difference is what the prompt changes. It is multiplied by the guidance scale <i>s</i>.
        </p>
        <p className="small soft">
          All numbers come from this run, at this step. ‖·‖ is the Euclidean norm of the latent.
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
          In the cross-attention layers, each place in the picture asks the prompt for information.{" "}
          <b>Attention</b> is how each place divides its interest between the words. At each place, the shares
          of all tokens sum to 1.
        </p>
        <p>
          Choose a word on the left, or point at the picture to see which words a place looks at. Click to
          keep the place.
        </p>
        <p className="small soft">
          Attention shows where the model takes information from. It does not prove that a word caused what is
          drawn there.
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
        <p>Layers differ in which words they look at, and how precisely. Compare them in the matrix.</p>
        <p>
          In <b>self-attention</b> the picture looks at itself. Each place also takes in information from
          other places.
        </p>
        <p>
          Much attention goes to tokens that stand for no word. Without them, the words would look more
          important than they are.
        </p>
      </>
    ),
    panels: ["self-attention"],
    beside: ["layer-word", "heads", "word-curves", "special-mass"],
  },
  {
    id: "trajectory",
    title: "The path through latent space",
    scrolled: true,
    prose: () => (
      <>
        <p>
          A latent has thousands of numbers. Seen along the two directions in which it moves most, denoising
          is a path. It starts with large steps and ends with small ones.
        </p>
        <p>
          The dashed path is <abbr title="x̂₀">the model’s guess</abbr> at the finished picture. It turns where
          the model changes its mind.
        </p>
        <p className="small soft">
          Two directions show only part of the variance, as stated. Paths that cross here may be far apart.
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
        Change one thing: a word, a LoRA or the seed. Then compare pictures, attention and prompts at equal
        noise levels, and see where the two runs begin to differ.
      </p>
    ),
    panels: ["comparison"],
  },
  {
    id: "metrics",
    title: "Every number",
    scrolled: false,
    prose: () => (
      <p>All metrics of the run. Click a curve to go to that step. CSV holds the exact numbers.</p>
    ),
    panels: ["metrics"],
  },
  {
    id: "provenance",
    title: "Where this comes from",
    scrolled: false,
    prose: () => (
      <p>How this run was made, what was not recorded and why, and the workflow to make it again.</p>
    ),
    panels: ["provenance"],
  },
];
