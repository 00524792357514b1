// A register on its way in: what the server says of the file, the work it does with it, and the rows that come back to be mended.
import { send, upload } from '@web/shell/act.svelte';
import { address, ask, deliver, Failed, type Refusal } from '@web/shell/ask.svelte';
import { recall, remember } from '@web/shell/language.svelte';

export interface Look {
  format: string;
  header_row: number;
  fingerprint: string;
  columns: { letters: string; title: string; guess: string | null }[];
  first: string[][];
  known: { key: string; name: string; required: boolean }[];
  missing: string[];
}

export interface Problem {
  row: number;
  severity: 'error' | 'known' | 'warning';
  code: string;
  message: string;
  column?: string;
  column_name?: string;
}

export interface Report {
  rows: number;
  persons: number;
  households: number;
  clans: number;
  unit_members: number;
  rows_with_errors: number;
  rows_known: number;
  warnings: number;
  chunks: number;
  chunks_repeated: number;
  problems: Problem[];
}

/** Rows as the file has them, in the importer's own browser only. */
export interface Cells {
  columns: { letters: string; title: string; key: string | null }[];
  rows: { row: number; cells: string[] }[];
}

interface JobState {
  job: string;
  state: 'waiting' | 'running' | 'done' | 'refused' | 'cancelled' | 'failed';
  permille: number;
  rows: number;
  answer?: Report;
  refused?: Refusal;
}

export interface Done {
  report: Report;
  cells: Cells | undefined;
}

export const look = (file: Blob) => upload<Look>('/api/upload/people/look', file);

/** What was chosen for a file with the same headings, on this device. */
export function keptColumns(fingerprint: string): Record<string, string> | undefined {
  try {
    return JSON.parse(recall(`khuyenhoc.columns.${fingerprint}`) ?? '') as Record<string, string>;
  } catch {
    return undefined;
  }
}
export const keepColumns = (fingerprint: string, chosen: Record<string, string>) =>
  remember(`khuyenhoc.columns.${fingerprint}`, JSON.stringify(chosen));

/** "row=3,full_name=C": the keys of the register's columns and the letters of the file's. */
export function written(headerRow: number, chosen: Record<string, string>): string {
  const pairs = Object.entries(chosen).filter(([, letters]) => letters !== '');
  return [`row=${headerRow}`, ...pairs.map(([key, letters]) => `${key}=${letters}`)].join(',');
}

export interface Work {
  on: string;
  dry: boolean;
  columns?: string | undefined;
}

const LOOK_AGAIN_MS = 300;

/** Sends the file and follows the work to its end. `tell` hears how far it is and how to stop it. Throws Failed. */
export async function run(file: Blob, work: Work, tell: (permille: number, rows: number, job: string) => void): Promise<Done | 'cancelled'> {
  const { job } = await upload<{ job: string }>('/api/upload/people', file, {
    on: work.on,
    dry_run: work.dry ? 1 : 0,
    columns: work.columns,
  });
  for (;;) {
    const now = await ask<JobState>(`/api/jobs/${job}`);
    tell(now.permille, now.rows, job);
    if (now.state === 'cancelled') return 'cancelled';
    if (now.state === 'refused') throw new Failed('refused', now.refused);
    if (now.state === 'failed') throw new Failed('broken');
    if (now.state === 'done' && now.answer) return { report: now.answer, cells: await take(job) };
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

/** Given once; nothing when no row needs mending. */
async function take(job: string): Promise<Cells | undefined> {
  try {
    return await send<Cells>(`/api/jobs/take/${job}`, {});
  } catch {
    return undefined;
  }
}

export const cancel = (job: string) => send<unknown>(`/api/jobs/cancel/${job}`, {});

const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Some rows as a small file of their own, under the headings they had. */
export function smallFile(cells: Cells, rows: string[][]): Blob {
  const lines = [cells.columns.map((column) => column.title), ...rows].map((line) => line.map(quoted).join(','));
  return new Blob([`\uFEFF${lines.join('\r\n')}\r\n`], { type: 'text/csv' });
}

/** The columns of such a file: where they were. */
export function columnsOf(cells: Cells): string {
  const chosen = cells.columns.flatMap((column) => (column.key ? [[column.key, column.letters]] : []));
  return written(1, Object.fromEntries(chosen) as Record<string, string>);
}

/** A workbook made by the server of rows that it does not keep; the browser takes it as a download. */
export async function downloadRows(columns: string[], rows: string[][], name: string): Promise<void> {
  const response = await deliver(address('/api/people/rows-file'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ columns, rows: rows.map((cells) => ({ cells })) }),
  });
  if (!response.ok) throw new Failed('broken');
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  [link.href, link.download] = [url, name];
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

