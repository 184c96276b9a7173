import { type ReactNode, useEffect, useRef, useState } from "react";

import { Dock } from "../rail/Dock.tsx";
import type { Run } from "../run/types.ts";
import { show, useAppStore } from "../state/store.ts";
import { AskPlace } from "./AskPlace.tsx";
import { ChangeOneWord } from "./ChangeOneWord.tsx";
import { Machine, type Part } from "./Machine.tsx";
import { NoiseToPicture } from "./NoiseToPicture.tsx";
import { usePlaysItself } from "./playing.ts";
import { Tokens } from "./Tokens.tsx";
import { WhenAndWhere } from "./WhenAndWhere.tsx";
import { WithoutAWord } from "./WithoutAWord.tsx";

interface ScreenEntry {
  readonly id: string;
  /** The part of the machine that it tells of. */
  readonly lit: readonly Part[];
  /** Whether it tells of steps, and so plays when it is entered where one can't scroll through them. */
  readonly plays?: boolean;
  /** What of the controls it needs. */
  readonly words?: boolean;
  readonly layers?: boolean;
}

const FIRST: ScreenEntry = { id: "noise-to-picture", lit: ["network", "picture"], plays: true };
const SCREENS: readonly ScreenEntry[] = [
  FIRST,
  { id: "tokens", lit: ["prompt", "tokens", "vectors"] },
  { id: "ask-a-place", lit: ["vectors", "network"] },
  { id: "attention", lit: ["vectors", "network"], words: true, layers: true, plays: true },
  { id: "comparison", lit: ["prompt", "picture"], layers: true },
  { id: "without-a-word", lit: ["prompt", "picture"] },
];

interface Props {
  readonly run: Run;
  /** Opens the bundled pair of runs, on a page that has it. */
  readonly openPair: (() => void) | null;
  /** Other runs to tell it on. */
  readonly examples: ReactNode;
}

/** The run told in five screens, and a sixth where it was sampled without its words, for somebody who has never heard of attention. */
export function Story({ run, openPair, examples }: Props) {
  const [story, screen] = useScreen();
  usePlaysItself(run, screen.plays ? screen.id : null, screen === FIRST);
  // Not in a layout effect: screens measure themselves before.
  useEffect(() => {
    const id = asked();
    if (id !== FIRST.id) document.getElementById(id)?.scrollIntoView({ behavior: "instant" });
  }, []);
  return (
    <article className="story" ref={story}>
      <Machine run={run} lit={screen.lit} />
      <NoiseToPicture run={run} />
      <Tokens run={run} />
      <AskPlace run={run} />
      <WhenAndWhere run={run} />
      <ChangeOneWord run={run} openPair={openPair} />
      <WithoutAWord run={run} />
      <End examples={examples} />
      <Dock run={run} words={screen.words ?? false} layers={screen.layers ?? false} />
    </article>
  );
}

/** The screen that the address names, or the first. */
function asked(): string {
  const id = new URLSearchParams(location.search).get("chapter");
  return SCREENS.find((screen) => screen.id === id)?.id ?? FIRST.id;
}

/** The screen at the middle of the window. */
function useScreen(): readonly [React.RefObject<HTMLElement | null>, ScreenEntry] {
  const story = useRef<HTMLElement>(null);
  const [id, setId] = useState(asked);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        const at = entries.find((entry) => entry.isIntersecting);
        if (at) setId(at.target.id);
      },
      { rootMargin: "-50% 0px -50% 0px" },
    );
    for (const section of story.current?.querySelectorAll(":scope > .screen") ?? [])
      observer.observe(section);
    return () => {
      observer.disconnect();
    };
  }, []);
  return [story, SCREENS.find((screen) => screen.id === id) ?? FIRST];
}

/** Where the rest is. */
function End({ examples }: { examples: ReactNode }) {
  const app = useAppStore();
  return (
    <footer className="story-end">
      <p>
        That was the story. Every number, head, layer and path of this run, and how it was made, is in the{" "}
        <button
          className="link"
          onClick={() => {
            show(app, { view: "workbench" });
            window.scrollTo({ top: 0, behavior: "instant" });
          }}
        >
          workbench
        </button>
        .
      </p>
      {examples && (
        <>
          <p>The same story on another run:</p>
          {examples}
        </>
      )}
    </footer>
  );
}
