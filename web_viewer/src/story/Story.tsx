import { useEffect } from "react";

import { type PanelEntry, type PanelId, PANELS } from "../panels/index.ts";
import { Films } from "../panels/Denoising.tsx";
import { Panel } from "../panels/Panel.tsx";
import { Picture } from "../panels/Picture.tsx";
import { useAlignment } from "../reading/aligned.ts";
import type { Run } from "../run/types.ts";
import { useApp } from "../state/store.ts";
import { Chapter } from "./Chapter.tsx";
import { type ChapterEntry, CHAPTERS } from "./chapters.tsx";

/** The run told from noise to picture, for somebody who has never heard of attention. */
export function Story({ run }: { run: Run }) {
  // Not in a layout effect: chapters measure themselves before.
  useEffect(() => {
    const asked = new URLSearchParams(location.search).get("chapter");
    const chapter = CHAPTERS.find(({ id }) => id === asked);
    if (chapter) document.getElementById(chapter.id)?.scrollIntoView({ behavior: "instant" });
  }, []);
  return (
    <article className="story">
      {CHAPTERS.map((chapter) => (
        <Chapter
          key={chapter.id}
          id={chapter.id}
          title={chapter.title}
          steps={chapter.scrolled ? run.steps : 0}
          prose={chapter.prose(run)}
        >
          {(step) => <Figures chapter={chapter} run={run} step={step} />}
        </Chapter>
      ))}
    </article>
  );
}

interface Shown {
  readonly run: Run;
  readonly step: number;
}

function Figures({ chapter, run, step }: Shown & { chapter: ChapterEntry }) {
  const list = (ids: readonly PanelId[]) =>
    ids.map((id) => <Framed key={id} id={id} run={run} step={step} />);
  if (chapter.panels.length === 0) return <Opening run={run} step={step} />;
  if (!chapter.beside) return list(chapter.panels);
  return (
    <div className="attention-grid">
      {list(chapter.panels)}
      <div className="stack">{list(chapter.beside)}</div>
    </div>
  );
}

/** A panel with its title, unless it is made of panels that have their own. */
function Framed({ id, run, step }: Shown & { id: PanelId }) {
  const { title, question, titled, Component }: PanelEntry = PANELS[id];
  const content = <Component run={run} step={step} />;
  if (titled) return content;
  return (
    <Panel id={id} title={title} about={question}>
      {content}
    </Panel>
  );
}

/** The picture at a step, beside that of the run compared with, and how it came there. */
function Opening({ run, step }: Shown) {
  const compared = useApp((s) => s.compared);
  const alignment = useAlignment();
  return (
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
      <Films run={run} />
    </>
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
          : `noisy picture of step ${String(latentStep + 1)}, guess of step ${String(step + 1)},`}{" "}
        of {run.steps}
      </p>
    </div>
  );
}
