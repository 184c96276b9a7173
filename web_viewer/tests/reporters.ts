import { writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestUserConfig } from "vitest/node";

type Reporters = NonNullable<TestUserConfig["reporters"]>;

/**
 * What vitest writes: lines to read, and where DIFFULIZER_REPORTS names a folder, files for the summary of `dev.py test`:
 * JUnit's, and the names of the tests that passed at their second try.
 */
export function reporters(name: string): Reporters {
  const folder = process.env["DIFFULIZER_REPORTS"];
  if (!folder) return ["default"];
  return [
    "default",
    ["junit", { outputFile: `${folder}/${name}.xml` }],
    retried(`${folder}/${name}.retried`),
  ];
}

function retried(path: string): Reporter {
  const names: string[] = [];
  return {
    onTestCaseResult(test: TestCase) {
      if (test.diagnostic()?.flaky) names.push(`${test.module.relativeModuleId}: ${test.fullName}\n`);
    },
    onTestRunEnd() {
      if (names.length) writeFileSync(path, names.join(""));
    },
  };
}
