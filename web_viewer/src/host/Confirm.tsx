import { type ReactNode, type RefCallback, useState } from "react";

import { text } from "../text/text.ts";

/** What makes a button the one that begins the asking. */
interface Asking {
  readonly onClick: () => void;
  readonly ref: RefCallback<HTMLButtonElement> | null;
}

interface Props {
  /** What stands there until the person wants to. */
  readonly children: (ask: Asking) => ReactNode;
  readonly question: string;
  readonly yes: string;
  readonly onYes: () => void;
}

const focus = (button: HTMLButtonElement | null) => button?.focus();

/** Asks before something goes. The focus moves to the answer that changes nothing, and from there back. */
export function Confirm({ children, question, yes, onYes }: Props) {
  const [asking, setAsking] = useState(false);
  const [kept, setKept] = useState(false);
  if (!asking) {
    return children({
      ref: kept ? focus : null,
      onClick: () => {
        setAsking(true);
      },
    });
  }
  const answer = (keeps: boolean) => {
    setAsking(false);
    setKept(keeps);
    if (!keeps) onYes();
  };
  return (
    <span className="row small">
      {question}
      <button
        className="primary"
        onClick={() => {
          answer(false);
        }}
      >
        {yes}
      </button>
      <button
        autoFocus
        onClick={() => {
          answer(true);
        }}
      >
        {text("Keep")}
      </button>
    </span>
  );
}
