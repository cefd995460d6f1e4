// In: the files of a run. Out: the same by name, which is the order in which groups are to start (test/support/groups.mjs): who has most to do first.
export default class NamedOrder {
  sort(tests) {
    return tests.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {
    // Nothing of this run decides the order of the next.
  }
}
