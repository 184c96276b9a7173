import type { Linter } from "eslint";

export const ROOMS: readonly string[];
export function walls(room: string, index: number): Linter.Config;
