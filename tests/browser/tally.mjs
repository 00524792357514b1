// Counts the checks of a run; the last line is "N passed, N failed". What passed has a line of its own only where somebody looks on,
// so that what failed stands at the top of what a run leaves behind.

export function openTally() {
  let passed = 0;
  let failed = 0;
  const indented = (error) => String(error.message ?? error).replaceAll('\n', '\n        ');
  const say = (word, name, start, more = '') => console.log(`${word}  ${name} (${Date.now() - start} ms)${more}`);
  return {
    /** `again`: what fails is tried a second time, and said either way: two busy cores starve a browser now and then. */
    async check(name, act, { again = false } = {}) {
      const start = Date.now();
      try {
        try {
          await act();
        } catch (error) {
          if (!again) throw error;
          say('again ', name, start, `\n        ${indented(error)}`);
          await act();
        }
        passed += 1;
        if (process.stdout.isTTY || process.env.KHUYENHOC_EVERY) say('ok    ', name, start);
      } catch (error) {
        failed += 1;
        say('FAILED', name, start, `\n        ${indented(error)}`);
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
