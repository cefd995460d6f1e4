// In: jest's results. Out: one plain line that any CI can read, as the last line of the run.
export default class PlainReporter {
  onRunComplete(_contexts, results) {
    const broken = results.testResults.filter(
      (file) => file.testExecError || (file.failureMessage && !file.numFailingTests),
    ).length;
    const skipped = results.numPendingTests + results.numTodoTests;
    this.line = `${results.numPassedTests} passed, ${results.numFailedTests + broken} failed${skipped ? `, ${skipped} skipped` : ''}`;
  }
  // Printed on exit so that it comes after the summary of the default reporter.
  getLastError() {
    if (this.line) process.stdout.write(`${this.line}\n`);
    this.line = undefined;
  }
}
