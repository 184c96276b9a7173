import { type ReactNode, useState } from "react";

import { text } from "../text/text.ts";

interface Props {
  /** What stands there until the person wants to; it is given what begins the asking. */
  readonly children: (ask: () => void) => ReactNode;
  readonly question: string;
  readonly yes: string;
  readonly onYes: () => void;
}

/** Asks before something goes. */
export function Confirm({ children, question, yes, onYes }: Props) {
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return children(() => {
      setAsking(true);
    });
  }
  return (
    <span className="row small">
      {question}
      <button
        className="primary"
        onClick={() => {
          setAsking(false);
          onYes();
        }}
      >
        {yes}
      </button>
      <button
        onClick={() => {
          setAsking(false);
        }}
      >
        {text("Keep")}
      </button>
    </span>
  );
}
