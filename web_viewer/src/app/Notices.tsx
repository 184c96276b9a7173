import { ProblemList } from "../panels/Provenance.tsx";
import { show, useApp, useAppStore } from "../state/store.ts";

/** What could not be opened, or only in part: file, key and expectation of each. */
export function Notices() {
  const app = useAppStore();
  const notices = useApp((s) => s.notices);
  if (notices.length === 0) return null;
  return (
    <div className="notices" role="alert">
      {notices.map((notice) => (
        <details key={notice.name} open={notice.failed}>
          <summary>
            <b>{notice.name}</b>{" "}
            {notice.failed
              ? "can’t be opened."
              : `has damage (${String(notice.problems.length)}). What can be shown is shown.`}
          </summary>
          <ProblemList problems={notice.problems} />
        </details>
      ))}
      <button
        className="small"
        onClick={() => {
          show(app, { notices: [] });
        }}
      >
        Close
      </button>
    </div>
  );
}
