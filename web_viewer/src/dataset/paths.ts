import { ReadError } from "../run/errors.ts";

/** Whether a path is relative, with forward slashes, and stays in its folder by its spelling. */
export function safePath(path: unknown): path is string {
  if (typeof path !== "string" || path === "" || /[\\\0:]/.test(path)) return false;
  return !path.split("/").some((part) => part === "" || part === "." || part === "..");
}

/** Whether a path can name a file anywhere: half a surrogate pair has no bytes. */
export function nameable(path: string): boolean {
  return !/\p{Surrogate}/u.test(path);
}

/**
 * The address of a run's file. Each part is escaped, so that "?", "#" and "%" are letters of a name and nothing
 * leads out of the folder: what "%2e%2e" means to a server is not asked.
 *
 * @param base address of the run's folder, with or without a slash, a query or a fragment behind it.
 * @throws ReadError for a path that is not safe.
 */
export function addressOf(base: string | URL, path: string): URL {
  if (!safePath(path) || !nameable(path)) throw new ReadError("unsafe", path, "it is no path within the run");
  const folder = new URL(base);
  folder.search = "";
  folder.hash = "";
  if (!folder.pathname.endsWith("/")) folder.pathname += "/";
  return new URL(path.split("/").map(encodeURIComponent).join("/"), folder);
}
