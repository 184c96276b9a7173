import type { Content } from "../content.ts";
import type { Problem, RunSource } from "../types.ts";

export async function checkFiles(
  _content: Content,
  _source: RunSource,
  _onProgress?: (done: number, total: number) => void,
): Promise<readonly Problem[]> {
  return [];
}
