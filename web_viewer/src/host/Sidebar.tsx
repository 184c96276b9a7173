import { useCallback, useEffect, useMemo, useState } from "react";

import { asCompared, asRead } from "../run/typed.ts";
import { fileSize } from "../text/numbers.ts";
import { spoken, text } from "../text/text.ts";
import { Confirm } from "./Confirm.tsx";
import {
  deleteRun,
  emptyTrash,
  type Host,
  type ListedRun,
  listRuns,
  loadWorkflow,
  runAddress,
  type RunList,
  viewerAddress,
  zipAddress,
} from "./services.ts";

interface Props {
  readonly host: Host;
  /** Raised by the host when runs were exported or deleted. */
  readonly revision: number;
}

/** More than this is drawn when it is scrolled to. */
const PAGE = 60;

/** The runs in the output folder, newest first. */
export function Sidebar({ host, revision }: Props) {
  const [list, setList] = useState<RunList | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [shown, setShown] = useState(PAGE);
  const read = useCallback(() => {
    listRuns(host).then(
      (found) => {
        setList(found);
        setError(null);
      },
      (failure: unknown) => {
        setError(failure instanceof Error ? failure.message : String(failure));
      },
    );
  }, [host]);
  useEffect(read, [read, revision]);
  const found = useMemo(() => filterRuns(list?.runs ?? [], search), [list, search]);
  const [first, second] = chosen;
  return (
    <div className="sidebar">
      <div className="sidebar-head">
        <input
          type="search"
          placeholder={text("Search prompts and names")}
          aria-label={text("Search runs")}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            setShown(PAGE);
          }}
        />
        <div className="row spread small">
          <span className="soft" role="status">
            {list ? text("{count} runs", { count: found.length }) : text("Reading …")}
          </span>
          <button
            disabled={first === undefined || second === undefined}
            onClick={() => {
              if (first !== undefined && second !== undefined)
                window.open(
                  viewerAddress(host, first, { compare: second, chapter: "comparison" }),
                  "_blank",
                  "noopener",
                );
            }}
          >
            {text("Compare two")}
          </button>
        </div>
      </div>
      {error && (
        <p className="missing small">{text("The runs can’t be listed: {reason}", { reason: error })}</p>
      )}
      {list?.runs.length === 0 && (
        <p className="missing small">
          {text("No runs yet: add Export Diffulizer Run to a workflow and run it.")}
        </p>
      )}
      <ul className="run-list">
        {found.slice(0, shown).map((run) => (
          <Item
            key={run.name}
            host={host}
            run={run}
            chosen={chosen.includes(run.name)}
            onChoose={() => {
              setChosen((now) =>
                now.includes(run.name) ? now.filter((n) => n !== run.name) : [...now.slice(-1), run.name],
              );
            }}
            onDeleted={read}
          />
        ))}
      </ul>
      {found.length > shown && (
        <button
          onClick={() => {
            setShown(shown + PAGE);
          }}
        >
          {text("Show more ({count})", { count: found.length - shown })}
        </button>
      )}
      {list && list.trash.count > 0 && <Trash host={host} trash={list.trash} onEmptied={read} />}
    </div>
  );
}

export function filterRuns(runs: readonly ListedRun[], search: string): readonly ListedRun[] {
  const wanted = [asCompared(search), asRead(search)].map((form) => form.split(" ").filter(Boolean));
  if (wanted.every((words) => words.length === 0)) return runs;
  return runs.filter((run) => {
    const prompts = [run.prompt, run.negative].join(" ");
    const searched = asCompared([run.name, prompts, run.model_id, run.seed, asRead(prompts)].join(" "));
    return wanted.some((words) => words.length > 0 && words.every((word) => searched.includes(word)));
  });
}

interface ItemProps {
  readonly host: Host;
  readonly run: ListedRun;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly onDeleted: () => void;
}

function Item({ host, run, chosen, onChoose, onDeleted }: ItemProps) {
  const remove = () => {
    deleteRun(host, run.name).then(onDeleted, (error: unknown) => {
      host.toast(
        "error",
        text("The run was not deleted"),
        error instanceof Error ? error.message : String(error),
      );
    });
  };
  return (
    <li className="run-item">
      <label className="row nowrap">
        <input
          type="checkbox"
          checked={chosen}
          onChange={onChoose}
          aria-label={text("Choose {run}", { run: run.name })}
        />
        {run.thumbnail === null ? (
          <span className="no-picture" />
        ) : (
          <img src={`${runAddress(host, run.name)}${run.thumbnail}`} alt="" loading="lazy" width={64} />
        )}
      </label>
      <div className="run-text">
        <p className="run-name">
          <b>{run.name}</b>
        </p>
        {run.damaged === null ? (
          <p className="small prompt-line" title={run.prompt ?? undefined}>
            {run.prompt || text("(no prompt)")}
          </p>
        ) : (
          <p className="small missing">{text("damaged: {reason}", { reason: run.damaged })}</p>
        )}
        <p className="small soft">{facts(run).join(" · ")}</p>
        <Confirm question={text("Move to the trash?")} yes={text("Delete")} onYes={remove}>
          {(ask) => (
            <p className="row small">
              {run.damaged === null && (
                <a href={viewerAddress(host, run.name)} target="_blank" rel="noopener">
                  {text("Open")}
                </a>
              )}
              {run.workflow && (
                <button className="plain" onClick={() => void loadWorkflow(host, run.name)}>
                  {text("Load workflow")}
                </button>
              )}
              <a
                href={zipAddress(host, run.name, true)}
                download
                title={run.workflow ? text("It contains the workflow.") : undefined}
              >
                {text("Zip")}
              </a>
              <button className="plain" onClick={ask}>
                {text("Delete")}
              </button>
            </p>
          )}
        </Confirm>
      </div>
    </li>
  );
}

/** What is known of a run, in short. */
function facts(run: ListedRun): string[] {
  return [
    run.created_at && new Date(run.created_at).toLocaleString(spoken()),
    run.steps !== null && text("{count} steps", { count: run.steps }),
    fileSize(run.size_bytes),
    !run.complete && run.damaged === null && text("interrupted"),
  ].filter((fact) => typeof fact === "string");
}

function Trash({ host, trash, onEmptied }: { host: Host; trash: RunList["trash"]; onEmptied: () => void }) {
  const empty = () => {
    emptyTrash(host, trash.items).then(onEmptied, (error: unknown) => {
      host.toast(
        "error",
        text("The trash was not emptied"),
        error instanceof Error ? error.message : String(error),
      );
    });
  };
  return (
    <p className="row small trash">
      {text("Trash: {count}", { count: trash.count })} · {fileSize(trash.size_bytes)}
      <Confirm question="" yes={text("Delete for good")} onYes={empty}>
        {(ask) => <button onClick={ask}>{text("Empty")}</button>}
      </Confirm>
    </p>
  );
}
