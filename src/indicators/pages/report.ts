// The report as the server answers it, and how the pages ask for it.
import { ask } from '@web/shell/ask.svelte';
import { here } from '@web/shell/here.svelte';
import { askShared } from '@web/shell/shared';
import type { Both, Place, Title } from '@web/shell/shapes';

export interface Target {
  year: number;
  bp: number;
  document: string;
  confidence: string;
  note?: Both;
}

export interface Figure {
  code: string;
  /** Empty for counts of what is missing. */
  title: Title | '';
  name: Both;
  definition: Both;
  numerator: number;
  /** Null when a figure is a plain count. */
  denominator: number | null;
  numerator_name: Both;
  denominator_name: Both;
  recognised: number | null;
  targets: Target[];
}

export interface Printed {
  figure: string;
  text: string;
  source: string;
  url?: string;
  ours: string;
  why: Both;
}

export interface CriteriaUsed {
  id: string;
  title: Title;
  name: Both;
  illustrative: boolean;
  confidence: string;
}

export interface Share {
  numerator: number;
  denominator: number | null;
  recognised: number | null;
}

export interface BelowRow {
  place: Place;
  figures: Record<string, Share>;
}

export interface Report {
  place: Place;
  year: number;
  on: string;
  cut_off: string;
  synthetic: boolean;
  criteria: CriteriaUsed[];
  figures: Figure[];
  printed: Printed[];
  /** By title: how many subjects in each state; and "unplaced". */
  states: Record<string, Record<string, number>>;
  /** What a reader must know about the numbers, in the language asked for. */
  notes?: string[];
  below: BelowRow[];
}

/** `on`: within the boundaries of that day; the end of the year when left out. */
export function askReport(place: number | string, on?: string): Promise<Report> {
  return askShared<Report>('/api/report', { place, year: here.year, on, format: 'json' });
}

/** The report of another year; fails when that year has no campaign. */
export function askReportOf(place: number, year: number): Promise<Report> {
  return ask<Report>('/api/report', { place, year, format: 'json' });
}

/** The figures of one title, in the order of the dictionary: the first is the one the title is known by. */
export function figuresOf(report: Report, title: Title): Figure[] {
  return report.figures.filter((figure) => figure.title === title);
}
