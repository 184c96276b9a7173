import { type KeyboardEvent, useRef, useState } from "react";

import type { RemovedWord } from "../reading/removals.ts";

interface Props {
  readonly label: string;
  readonly words: readonly RemovedWord[];
  /** The word that is kept; null for none. */
  readonly chosen: number | null;
  readonly onChoose: (number: number | null) => void;
  /** The word that is pointed at, or that the keyboard is on; null for none. */
  readonly onPoint?: (number: number | null) => void;
}

/** Words to choose one of, a second click releases it. One stop for the Tab key; arrows go from word to word. */
export function WordRow({ label, words, chosen, onChoose, onPoint }: Props) {
  const row = useRef<HTMLDivElement>(null);
  const [last, setLast] = useState(0);
  const stop = chosen ?? last;
  const walk = (event: KeyboardEvent) => {
    const at = [...(row.current?.children ?? [])].findIndex((child) => child === document.activeElement);
    const end = words.length - 1;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: end }[event.key];
    if (event.key === "Escape" && chosen !== null) onChoose(null);
    else if (to === undefined) return;
    else (row.current?.children[Math.max(0, Math.min(end, to))] as HTMLElement | undefined)?.focus();
    event.preventDefault(); // the arrows go through the steps elsewhere
  };
  return (
    <div className="chips word-row" role="toolbar" aria-label={label} ref={row} onKeyDown={walk}>
      {words.map(({ number, text, colour }) => (
        <button
          key={number}
          className="chip word"
          style={{ borderBottomColor: colour }}
          tabIndex={number === stop ? 0 : -1}
          aria-pressed={number === chosen}
          onClick={() => {
            onChoose(number === chosen ? null : number);
          }}
          onFocus={({ currentTarget }) => {
            setLast(number);
            if (currentTarget.matches(":focus-visible")) onPoint?.(number);
          }}
          onBlur={() => onPoint?.(null)}
          onPointerEnter={({ pointerType }) => {
            if (pointerType !== "touch") onPoint?.(number);
          }}
          onPointerLeave={() => onPoint?.(null)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
