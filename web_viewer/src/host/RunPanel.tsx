import { useEffect, useMemo, useState } from "react";

import { openRun } from "../dataset/open.ts";
import { httpSource } from "../dataset/sources/http.ts";
import { Thumbnail } from "../drawing/Thumbnail.tsx";
import type { Run } from "../run/types.ts";
import { fileSize, stepCount } from "../text/numbers.ts";
import { text } from "../text/text.ts";
import { Actions, attempt } from "./Actions.tsx";
import { keepWheel } from "./nodeFit.ts";
import { findRun, type Host, type ListedRun, loadWorkflow, runAddress, zipAddress } from "./services.ts";

interface Props {
  readonly host: Host;
  /** Below output/diffulizer: one for each picture of a batch; empty before the first run. */
  readonly names: readonly string[];
}

/** Pictures of the strip. */
const PICTURES = 5;

/** What a node wrote or loaded: where it lies, some of its pictures, and what can be done with it. */
export function RunPanel({ host, names }: Props) {
  const [picture, setPicture] = useState(0);
  const [menu, setMenu] = useState(false);
  const name = names[picture] ?? names[0] ?? null;
  if (name === null)
    return <p className="soft panel-empty">{text("Run the workflow to see the stored run here.")}</p>;
  return (
    <div className="run-panel">
      <Stored key={name} host={host} name={name} menu={menu} onMenu={setMenu}>
        {names.length > 1 && (
          <select
            aria-label={text("Picture of the batch")}
            value={picture}
            onChange={(event) => {
              setPicture(Number(event.target.value));
            }}
          >
            {names.map((each, i) => (
              <option key={each} value={i}>
                {text("{number} of {count}", { number: i + 1, count: names.length })}
              </option>
            ))}
          </select>
        )}
      </Stored>
    </div>
  );
}

interface StoredProps {
  readonly host: Host;
  readonly name: string;
  readonly menu: boolean;
  readonly onMenu: (open: boolean) => void;
  readonly children: React.ReactNode;
}

function Stored({ host, name, menu, onMenu, children }: StoredProps) {
  const { run, listed, error } = useStored(host, name);
  const facts = listed && [
    stepCount(listed.steps ?? run?.steps ?? 0),
    fileSize(listed.size_bytes),
    ...(listed.complete ? [] : [text("interrupted")]),
  ];
  return (
    <>
      <div className="run-head">
        <code title={listed?.path ?? name}>{name}</code>
        <span className="soft">{facts?.join(" · ")}</span>
        {children}
      </div>
      {error === null ? (
        <div
          className="strip"
          role="img"
          aria-label={text("Predicted pictures from the first to the last step")}
        >
          {run &&
            spread(run).map((step) => <Thumbnail key={step} run={run} kind={kindOf(run)} step={step} />)}
        </div>
      ) : (
        <p className="missing">{text("{name} can’t be opened: {reason}", { name, reason: error })}</p>
      )}
      <Actions
        host={host}
        name={error === null ? name : null}
        why={error ?? ""}
        menu={menu}
        onMenu={() => {
          onMenu(!menu);
        }}
      />
      {menu && (
        <Menu
          host={host}
          name={name}
          listed={listed}
          onDone={() => {
            onMenu(false);
          }}
        />
      )}
    </>
  );
}

/** A run as it is opened, and as the host lists it. */
function useStored(host: Host, name: string) {
  const [found, setFound] = useState<{ run: Run | null; listed: ListedRun | null; error: string | null }>({
    run: null,
    listed: null,
    error: null,
  });
  useEffect(() => {
    let wanted = true;
    const open = async () => {
      const [{ run, problems }, found] = await Promise.all([
        openRun(httpSource(runAddress(host, name))),
        findRun(host, name).catch(() => null),
      ]);
      const [first] = problems;
      const error = run || !first ? null : `${first.where}: ${first.message}`;
      if (wanted) setFound({ run, listed: found?.run ?? null, error });
    };
    void open();
    return () => {
      wanted = false;
    };
  }, [host, name]);
  return found;
}

const kindOf = (run: Run) => (run.has.x0Images.some(Boolean) ? "x0" : "latent");

/** Steps that have pictures, from the first to the last. */
function spread(run: Run): readonly number[] {
  const has = kindOf(run) === "x0" ? run.has.x0Images : run.has.images;
  const steps = has.flatMap((there, step) => (there ? [step] : []));
  const count = Math.min(PICTURES, steps.length);
  return Array.from(
    { length: count },
    (_, i) => steps[Math.round((i * (steps.length - 1)) / Math.max(1, count - 1))] ?? 0,
  );
}

interface MenuProps {
  readonly host: Host;
  readonly name: string;
  readonly listed: ListedRun | null;
  readonly onDone: () => void;
}

function Menu({ host, name, listed, onDone }: MenuProps) {
  const carries = useMemo(() => listed?.workflow === true, [listed]);
  const copyPath = async () => {
    if (!listed) throw new Error(text("{name} is not in the output folder any more.", { name }));
    try {
      await navigator.clipboard.writeText(listed.path);
      host.toast("success", text("Path copied"), listed.path);
    } catch {
      host.toast("warn", text("The browser does not let this page copy; copy it by hand"), listed.path);
    }
  };
  return (
    <div className="sheet menu" ref={keepWheel} role="dialog" aria-label={text("More")} onClick={onDone}>
      <button
        onClick={() => {
          attempt(host, copyPath());
        }}
      >
        {text("Copy path")}
      </button>
      {carries && (
        <button
          onClick={() => {
            attempt(host, loadWorkflow(host, name));
          }}
        >
          {text("Load workflow")}
        </button>
      )}
      <a
        className="button"
        href={zipAddress(host, name, true)}
        download
        title={carries ? text("It contains the workflow that made it, prompts included.") : undefined}
      >
        {carries ? text("Zip with the workflow") : text("Zip")}
      </a>
      {carries && (
        <a className="button" href={zipAddress(host, name, false)} download>
          {text("Zip without the workflow")}
        </a>
      )}
    </div>
  );
}
