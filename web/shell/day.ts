// Today in Viet Nam, whose calendar the server counts by, whatever the clock of the device is set to.

/** "YYYY-MM-DD" */
export function today(): string {
  return new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh' });
}
