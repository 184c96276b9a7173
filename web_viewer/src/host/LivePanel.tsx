import { memo, useCallback, useEffect, useMemo, useRef, useState } from "react";

import { useMap } from "../reading/loading.ts";
import { conditionName } from "../run/names.ts";
import { ratioOf } from "../run/shape.ts";
import { sameTerm, type TermRef } from "../run/terms.ts";
import type { Condition, Run } from "../run/types.ts";
import { firstTermsIn } from "../state/firstLook.ts";
import { usePlayback, togglePlaying } from "../state/playing.ts";
import { DEFAULT_VIEW, goTo, selectTerm, show, useApp, useAppStore } from "../state/store.ts";
import { text } from "../text/text.ts";
import { Actions } from "./Actions.tsx";
import { LiveRun } from "./liveRun.ts";
import { allParts, areTags, type Part, partWith, stillChosen } from "./parts.ts";
import { PassCaption } from "./PassCaption.tsx";
import { PassMenu } from "./PassMenu.tsx";
import { PassPicture } from "./PassPicture.tsx";
import { usePlayOnce } from "./playOnce.ts";
import type { Host } from "./services.ts";
import { TakeAway } from "./TakeAway.tsx";
import { WordChips } from "./WordChips.tsx";
import { WordList } from "./WordList.tsx";

interface Props {
  readonly host: Host;
  /** Whether a pass plays once by itself when it is over. */
  readonly playOnce: boolean;
  readonly run: LiveRun | null;
  readonly takeAway: (words: readonly string[]) => boolean;
}

/**
 * A pass while it is sampled and after that, on the node that samples or records it: its words, the picture with the map of
 * one of them, the steps, and what can be done. Everything has its place at any time, so that nothing jumps.
 */
export const LivePanel = memo(function LivePanel({ host, playOnce, run: newest, takeAway }: Props) {
  const [asTags, setAsTags] = useState<boolean | null>(null);
  useLiveRun(newest, asTags);
  usePlayback();
  const app = useAppStore();
  const primary = useApp((s) => s.primary);
  const run = primary instanceof LiveRun ? primary : null;
  const [, stop] = usePlayOnce(run, playOnce);
  const [open, setOpen] = useState<"words" | "menu" | null>(null);
  const letGo = () => {
    if (open) setOpen(null);
    else show(app, { locked: null });
  };
  return (
    <div
      className="pass-panel"
      tabIndex={-1}
      onPointerDownCapture={stop}
      onKeyDownCapture={stop}
      onInputCapture={stop}
      onKeyDown={(event) => {
        if (/^Esc/.test(event.key)) letGo();
      }}
    >
      {run ? (
        <Pass
          host={host}
          run={run}
          open={open}
          onOpen={setOpen}
          asTags={asTags}
          onTags={setAsTags}
          takeAway={takeAway}
        />
      ) : (
        <p className="soft panel-empty">{text("Run the workflow to see each step here.")}</p>
      )}
    </div>
  );
});

interface PassProps {
  readonly host: Host;
  readonly run: LiveRun;
  readonly open: "words" | "menu" | null;
  readonly onOpen: (open: "words" | "menu" | null) => void;
  readonly asTags: boolean | null;
  readonly onTags: (on: boolean) => void;
  readonly takeAway: Props["takeAway"];
}

function Pass({ host, run, open, onOpen, asTags, onTags, takeAway }: PassProps) {
  const step = useApp((s) => s.step);
  const layer = useApp((s) => s.layer);
  const kept = useApp((s) => s.terms);
  const [lit, setLit] = useState<TermRef | null>(null);
  const [negative, setNegative] = useState(false);
  const tags = areTags(run, asTags);
  const parts = useMemo(() => allParts(run, tags), [run, tags]);
  const keep = useKeptWords(run, layer, parts);
  const [prompt, other] = promptsOf(run);
  const condition = negative && other ? other : prompt;
  const terms = useMemo(() => parts.filter((part) => part.condition === condition?.id), [parts, condition]);
  const words = useMemo(
    () => (lit ? [lit] : kept).flatMap((ref) => partWith(parts, ref) ?? []),
    [parts, lit, kept],
  );
  const weights = useWeights(run, layer, condition);
  return (
    <>
      <WordChips
        name={condition ? conditionName(condition) : text("Prompt")}
        terms={terms}
        map={weights}
        lit={lit}
        onLit={setLit}
        onKeep={keep}
        onMore={() => {
          onOpen("words");
        }}
      />
      <PassPicture run={run} step={step} layer={layer} words={words} tags={tags} ratio={ratioOf(run)}>
        <StepBar run={run} />
      </PassPicture>
      {open === "words" && (
        <WordList
          terms={terms}
          map={weights}
          lit={lit}
          onLit={setLit}
          onKeep={keep}
          onClose={() => {
            onOpen(null);
          }}
        />
      )}
      {open === "menu" && (
        <PassMenu
          host={host}
          run={run}
          negative={negative}
          onNegative={other ? setNegative : null}
          tags={tags}
          onTags={onTags}
          onWords={() => {
            onOpen("words");
          }}
        >
          <TakeAway
            host={host}
            words={words.filter((word) => word.condition === prompt?.id)}
            takeAway={takeAway}
            onDone={() => {
              onOpen(null);
            }}
          />
        </PassMenu>
      )}
      <PassCaption run={run} step={step} layer={layer} words={words} />
      <Actions
        host={host}
        name={run.stored[0] ?? null}
        terms={words.flatMap(({ condition: of, words: all }) =>
          all.map((index) => ({ condition: of, index })),
        )}
        why={whyNotStored(run)}
        menu={open === "menu"}
        onMenu={() => {
          onOpen(open === "menu" ? null : "menu");
        }}
      />
    </>
  );
}

/** The prompt, and the negative one if it has words. */
function promptsOf({ conditions }: Run): readonly [Condition | undefined, Condition | undefined] {
  return [conditions[0], conditions.slice(1).find((c) => c.polarity === "negative" && c.words.length > 0)];
}

/** Maps by which the words of a prompt are ordered: those of the first known step, and of the last one when it is over. */
function useWeights(run: LiveRun, layer: string | null, condition: Condition | undefined) {
  const over = run.pass.state !== "running";
  const steps = run.known.map(({ index }) => index);
  const at = over ? Math.max(0, ...steps) : Math.min(...steps, Infinity);
  return useMap(run, layer, at === Infinity ? 0 : at, condition?.id).value;
}

/** Selections that no person made. */
const ours = new WeakSet<readonly TermRef[]>();
const isOurs = (terms: readonly TermRef[]) => terms === DEFAULT_VIEW.terms || ours.has(terms);

/** Light the most telling word until the person chooses; what a click on a word does: the first one takes its place. */
function useKeptWords(run: LiveRun, layer: string | null, parts: readonly Part[]): (term: TermRef) => void {
  const app = useAppStore();
  useEffect(() => {
    if (layer === null || !isOurs(app.getState().terms)) return;
    let wanted = true;
    void firstTermsIn(run, layer).then((terms) => {
      const now = app.getState().terms;
      if (!wanted || !isOurs(now)) return;
      const [before, first] = [now[0], terms[0]];
      const after = first && partWith(parts, first);
      if (!after || (before && sameTerm(before, after))) return;
      const chosen = [after];
      ours.add(chosen);
      show(app, { terms: chosen });
    });
    return () => {
      wanted = false;
    };
  }, [app, run, layer, parts]);
  return useCallback(
    (term) => {
      if (isOurs(app.getState().terms)) show(app, { terms: [term] });
      else selectTerm(app, term, true);
    },
    [app],
  );
}

function StepBar({ run }: { run: LiveRun }) {
  const app = useAppStore();
  const step = useApp((s) => s.step);
  const playing = useApp((s) => s.playing);
  return (
    <div className="step-bar">
      <button
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
          show(app, { playing: false });
          goTo(app, Number(event.target.value));
        }}
      />
      <span className="count">
        {step + 1} / {run.pass.steps_planned}
      </span>
    </div>
  );
}

function whyNotStored({ pass }: LiveRun): string {
  if (pass.state === "running")
    return text("The viewer opens runs that were exported; this one is being sampled.");
  if (pass.state === "complete")
    return text("This pass was not exported: the node Export Diffulizer Run keeps passes for the viewer.");
  return text("Export what was recorded first, in the menu.");
}

/** Show another state of a pass: a new step is followed unless the person looks at an earlier one. */
function useLiveRun(run: LiveRun | null, asTags: boolean | null): void {
  const app = useAppStore();
  const tags = useRef(asTags);
  useEffect(() => {
    tags.current = asTags;
  });
  useEffect(() => {
    const now = app.getState();
    const before = now.primary;
    const same = before?.key === run?.key;
    const partsIn = (of: Run | null) => (of ? allParts(of, areTags(of, tags.current)) : []);
    const carried = (terms: readonly TermRef[]) => stillChosen(partsIn(before), partsIn(run), terms);
    const following = !same || now.step >= (before?.steps ?? 1) - 1;
    // The layer that tells most may be another one with each step, and is followed until the person chooses.
    const chosen =
      same && now.layer !== before?.layers[0]?.id && run?.layers.some(({ id }) => id === now.layer);
    app.setState({
      primary: run,
      layer: chosen ? now.layer : (run?.layers[0]?.id ?? null),
      ...(!same && { locked: null }),
      ...(!same && { terms: isOurs(now.terms) ? DEFAULT_VIEW.terms : carried(now.terms) }),
    });
    if (run && following && !now.playing && (!same || (before?.steps ?? 0) < run.steps))
      goTo(app, run.steps - 1);
  }, [app, run]);
}
