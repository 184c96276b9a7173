import type { Problem } from "../../run/types.ts";

/** Collects what checks find. */
export class Findings {
  readonly problems: Problem[] = [];

  /** Note a broken rule. @param rule an id of the format's rules. */
  error(rule: string, place: string, message: string): void {
    this.problems.push({ rule, place, message, severity: "error" });
  }

  /** Note something odd that breaks no rule. */
  warn(rule: string, place: string, message: string): void {
    this.problems.push({ rule, place, message, severity: "warning" });
  }
}
