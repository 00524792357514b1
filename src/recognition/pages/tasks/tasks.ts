// What needs somebody today, as the server answers it.
import { ask } from '@web/shell/ask.svelte';
import { here } from '@web/shell/here.svelte';
import type { Both } from '@web/shell/language.svelte';
import type { Title } from '@web/shell/shapes';

export interface Task {
  code: string;
  count: number;
  title?: Title;
}

export interface Deadline {
  code: string;
  due: string;
  days_left: number;
  for: string[];
  name: Both;
  note: Both;
  document: string;
  confidence: string;
  illustrative: boolean;
}

export interface TasksAnswer {
  place: { id: number; name: string; name_en: string };
  state: string;
  tasks: Task[];
  deadlines: Deadline[];
}

let kept: { key: string; answer: Promise<TasksAnswer> } | undefined;

/** One answer for the page that waits and the panel that shows; asked again when something was changed. */
export function askTasks(): Promise<TasksAnswer> {
  const key = `${here.home} ${here.year} ${here.round}`;
  if (kept?.key !== key) {
    const answer = ask<TasksAnswer>('/api/tasks', { place_id: here.home, year: here.year });
    kept = { key, answer };
    answer.catch(() => (kept = undefined));
  }
  return kept.answer;
}
