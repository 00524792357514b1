// Counts the checks of a run, one line each; the last line is "N passed, N failed".

export function openTally() {
  let passed = 0;
  let failed = 0;
  return {
    async check(name, act) {
      const start = Date.now();
      try {
        await act();
        passed += 1;
        console.log(`ok      ${name} (${Date.now() - start} ms)`);
      } catch (error) {
        failed += 1;
        console.log(`FAILED  ${name}\n        ${String(error.message ?? error).replaceAll('\n', '\n        ')}`);
      }
    },
    /** The checks themselves could not go on. */
    broke(what, error) {
      failed += 1;
      console.log(`FAILED  ${what} could not run to the end\n        ${error.stack}`);
    },
    close() {
      console.log(`${passed} passed, ${failed} failed`);
      process.exitCode = failed === 0 ? 0 : 1;
    },
  };
}
