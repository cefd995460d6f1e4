// In: jest's results. Out: each failure in full and nothing of what passed; the counts go to the file that LONGVIEW_COUNTS names, with the files or,
// where each file is a group of others, those others.
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

export default class BriefReporter {
  #root;

  constructor({ rootDir }) {
    this.#root = rootDir;
  }

  onTestResult({ path }, { failureMessage, console: said }) {
    if (!failureMessage) return;
    const lines = (said ?? []).map(({ message }) => `  said: ${message}`);
    // What failed in a group says itself of which file it is.
    const where = path.endsWith('.group.mjs') ? '' : `${relative(this.#root, path)}\n`;
    process.stdout.write(`${where}${failureMessage}${lines.join('\n')}\n`);
  }

  onRunComplete(_contexts, results) {
    // A file that cannot even be loaded names no test; it counts as one that failed.
    const broken = results.numRuntimeErrorTestSuites;
    const files = results.testResults.flatMap(({ testFilePath, testResults }) =>
      testFilePath.endsWith('.group.mjs')
        ? [...new Set(testResults.map(({ ancestorTitles }) => ancestorTitles[0]))]
        : [relative(this.#root, testFilePath)],
    );
    const counts = {
      files,
      passed: results.numPassedTests,
      failed: results.numFailedTests + broken,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    if (process.env.LONGVIEW_COUNTS) writeFileSync(process.env.LONGVIEW_COUNTS, JSON.stringify(counts));
  }
}
