import { readFileSync } from "node:fs";

/** What tests must know of the page from a version on. */
export interface PageFacts {
  readonly from: string;
  readonly draws_panels_in_nodes_2: boolean;
  /** Otherwise its nodes are higher there than the same nodes elsewhere. */
  readonly hides_rare_inputs_in_nodes_2: boolean;
  /** Parts of exceptions that the page throws without us. */
  readonly own_exceptions: readonly string[];
}

const TABLE = JSON.parse(
  readFileSync(new URL("../../../../tools/dev/frontends.json", import.meta.url), "utf8"),
) as { readonly newest: string; readonly pages: readonly PageFacts[] };

/** The version of the page under test, and whether it is the newest one that is known. */
export function tested(): { readonly version: string; readonly newest: boolean } {
  const version = process.env["DIFFULIZER_FRONTEND"] ?? "";
  if (!version)
    throw new Error(
      "DIFFULIZER_FRONTEND names no frontend. Run these tests with: python3 dev.py viewer panels",
    );
  return { version, newest: version === TABLE.newest };
}

/** What the table says of the page of a version. */
export function pageOf(version: string): PageFacts {
  const found = [...TABLE.pages].reverse().find(({ from }) => minor(from) <= minor(version));
  if (!found)
    throw new Error(
      `frontend ${version} is older than ${TABLE.pages[0]?.from ?? ""}, the first that is supported`,
    );
  return found;
}

const minor = (version: string) => {
  const [major = 0, second = 0] = version.split(".").map(Number);
  return major * 1e4 + second;
};
