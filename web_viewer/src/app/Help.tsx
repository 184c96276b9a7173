import { useEffect, useRef } from "react";

import { KEYS } from "./keyboard.ts";
import { show, useApp, useAppStore } from "../state/store.ts";
import { touched } from "../text/touch.ts";

/** The keys, and what attention does and does not say. */
export function Help() {
  const app = useAppStore();
  const open = useApp((s) => s.helpOpen);
  const touch = touched();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className="help"
      aria-labelledby="help-title"
      onClose={() => {
        show(app, { helpOpen: false });
      }}
      onClick={(event) => {
        if (event.target === dialog.current) show(app, { helpOpen: false });
      }}
    >
      <header className="row spread">
        <h2 id="help-title">{touch ? "How to read it" : "Keyboard"}</h2>
        <button
          onClick={() => {
            show(app, { helpOpen: false });
          }}
        >
          Close
        </button>
      </header>
      {!touch && <Keys />}
      <ul className="reading">
        <li>
          Attention says which words a place in the picture takes information from. It does not prove that a
          word caused what is drawn there.
        </li>
        <li>
          An effect says what the model’s guess at one step changes without a word. That is an experiment, but
          of one step: what earlier steps did because of the word stays in the noisy picture.
        </li>
        <li>
          “What if” has the whole picture made again without a word, from the same noise. That is what the
          word did, with this seed and these other words. Runs of Word Effects have it.
        </li>
        <li>
          The start token often takes most of the attention, and in a transformer the picture itself.{" "}
          {touch ? "The box below the words shows it." : "Press T to show it."} Shares count all tokens, so
          those of the words do not sum to 1.
        </li>
        <li>
          On the shared scale, you can compare brightness between words and steps of a layer. With each map
          alone you can’t, and noise looks like signal.
        </li>
        <li>
          A map has only as many cells as its grid. Smoothing draws between them and adds no information.
        </li>
      </ul>
    </dialog>
  );
}

function Keys() {
  return (
    <>
      <dl className="keys">
        {KEYS.map((key) => (
          <div key={key.label}>
            <dt>
              <kbd>{key.label}</kbd>
            </dt>
            <dd>{key.does}</dd>
          </div>
        ))}
      </dl>
      <h2>How to read it</h2>
    </>
  );
}
