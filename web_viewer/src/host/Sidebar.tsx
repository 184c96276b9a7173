import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, Fragment, type Ref, useEffect, useLayoutEffect, useRef, useState } from "react";

import { fileSize, stepCount } from "../text/numbers.ts";
import { spoken, text } from "../text/text.ts";
import { Confirm } from "./Confirm.tsx";
import {
  deleteRun,
  emptyTrash,
  type Host,
  type ListedRun,
  loadWorkflow,
  runAddress,
  type Trash as TrashContents,
  viewerAddress,
  zipAddress,
} from "./services.ts";
import { useRunList } from "./useRunList.ts";

interface Props {
  readonly host: Host;
  /** Raised by the host when runs were exported or deleted. */
  readonly revision: number;
}

/** Pixels that a run takes before it was measured, and between two. */
const [ITEM, GAP] = [104, 6];

/** The runs in the output folder, newest first. Those in sight are in the page. */
export function Sidebar({ host, revision }: Props) {
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const runs = useRunList(host, revision, search);
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is compiled by React's compiler
  const virtual = useVirtualizer({
    count: runs.count ?? 0,
    estimateSize: () => ITEM,
    gap: GAP,
    getScrollElement: () => list.current?.closest<HTMLElement>(".host-root") ?? null,
    scrollMargin: top,
    overscan: 4,
  });
  const inSight = virtual.getVirtualItems();
  const [first, last] = [inSight.at(0)?.index, inSight.at(-1)?.index];
  useLayoutEffect(() => {
    setTop(list.current?.offsetTop ?? 0); // lines above the list come and go
  }, [runs.error, runs.count]);
  useEffect(() => {
    if (first !== undefined && last !== undefined) runs.see(first, last);
  });
  const [one, other] = chosen;
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
            list.current?.closest(".host-root")?.scrollTo({ top: 0 });
          }}
        />
        <div className="row spread small">
          <span className="soft" role="status">
            {told(runs.count, runs.unread)}
          </span>
          <button
            disabled={one === undefined || other === undefined}
            onClick={() => {
              if (one !== undefined && other !== undefined)
                window.open(
                  viewerAddress(host, one, { compare: other, chapter: "comparison" }),
                  "_blank",
                  "noopener",
                );
            }}
          >
            {text("Compare two")}
          </button>
        </div>
      </div>
      {runs.error && (
        <p className="missing small">{text("The runs can’t be listed: {reason}", { reason: runs.error })}</p>
      )}
      {runs.count === 0 && search === "" && (
        <p className="missing small">
          {text("No runs yet: add Export Diffulizer Run to a workflow and run it.")}
        </p>
      )}
      <ul className="run-list" ref={list} style={{ height: virtual.getTotalSize() }}>
        {inSight.map(({ index, start }) => {
          const run = runs.at(index);
          const place = {
            ref: virtual.measureElement,
            index,
            count: runs.count ?? 0,
            style: { transform: `translateY(${String(start - top)}px)` },
          };
          if (!run) return <li key={index} className="run-item" {...placed(place)} />;
          return (
            <Item
              key={run.name}
              host={host}
              run={run}
              place={place}
              chosen={chosen.includes(run.name)}
              onChoose={() => {
                setChosen((now) =>
                  now.includes(run.name) ? now.filter((n) => n !== run.name) : [...now.slice(-1), run.name],
                );
              }}
              onDeleted={runs.reload}
            />
          );
        })}
      </ul>
      {runs.trash && runs.trash.count > 0 && <Trash host={host} trash={runs.trash} onEmptied={runs.reload} />}
    </div>
  );
}

/** How many runs there are. */
function told(count: number | null, unread: number): string {
  if (count === null) return text("Reading …");
  if (unread) return text("{count} runs, {unread} not read yet", { count, unread });
  return count === 1 ? text("1 run") : text("{count} runs", { count });
}

/** The place of a run in the list. */
interface Place {
  readonly ref: Ref<HTMLLIElement>;
  readonly index: number;
  readonly count: number;
  readonly style: CSSProperties;
}

const placed = ({ ref, index, count, style }: Place) => ({
  ref,
  style,
  "data-index": index,
  "aria-posinset": index + 1,
  "aria-setsize": count,
});

interface ItemProps {
  readonly host: Host;
  readonly run: ListedRun;
  readonly place: Place;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly onDeleted: () => void;
}

function Item({ host, run, place, chosen, onChoose, onDeleted }: ItemProps) {
  const remove = () => {
    deleteRun(host, run.name).then(onDeleted, (error: unknown) => {
      host.toast(
        "error",
        text("The run was not deleted"),
        error instanceof Error ? error.message : String(error),
      );
    });
  };
  const ofRun = (what: string) => ({ "aria-label": `${what} ${run.name}` });
  return (
    <li className="run-item" {...placed(place)}>
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
        <p className="small soft facts">
          {facts(run).map((fact, i) => (
            <Fragment key={fact}>
              {i > 0 && " · "}
              <span>{fact}</span>
            </Fragment>
          ))}
        </p>
        <Confirm question={text("Move to the trash?")} yes={text("Delete")} onYes={remove}>
          {(ask) => (
            <p className="row small">
              {run.damaged === null && (
                <a
                  href={viewerAddress(host, run.name)}
                  target="_blank"
                  rel="noopener"
                  {...ofRun(text("Open"))}
                >
                  {text("Open")}
                </a>
              )}
              {run.workflow && (
                <button
                  className="plain"
                  onClick={() => void loadWorkflow(host, run.name)}
                  {...ofRun(text("Load workflow"))}
                >
                  {text("Load workflow")}
                </button>
              )}
              <a
                href={zipAddress(host, run.name, true)}
                download
                title={run.workflow ? text("It contains the workflow.") : undefined}
                {...ofRun(text("Zip"))}
              >
                {text("Zip")}
              </a>
              <button className="plain" {...ofRun(text("Delete"))} {...ask}>
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
    run.steps !== null && stepCount(run.steps),
    fileSize(run.size_bytes),
    !run.complete && run.damaged === null && text("interrupted"),
  ].filter((fact) => typeof fact === "string");
}

function Trash({ host, trash, onEmptied }: { host: Host; trash: TrashContents; onEmptied: () => void }) {
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
        {(ask) => <button {...ask}>{text("Empty")}</button>}
      </Confirm>
    </p>
  );
}
