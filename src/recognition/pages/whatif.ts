// What-ifs as the server answers them, and today's counts they stand beside.
import type { Both, Title } from '@web/shell/shapes';
import type { CriteriaSet } from './criteria';

export type Counts = Record<string, number>;

interface CommuneNamed {
  id: number;
  name: string;
  name_en: string;
}

/** POST /api/whatif */
export interface WhatIfAnswer {
  today: Counts;
  communes: { place: CommuneNamed; today: Counts; what_if: Counts }[];
}

/** POST /api/whatif with only = titles: a row is the commune's id, then the numbers of `fields`. */
export interface TitlesAnswer {
  what_if: Counts;
  fields: string[];
  communes: number[][];
}

export interface FairnessNumbers {
  persons: number;
  today: number;
  gains: number;
  loses: number;
}
export interface FairnessRow<Group> extends FairnessNumbers {
  group?: Group;
  merged?: number;
}
export interface FairnessRows<Group> {
  rows: FairnessRow<Group>[];
  hidden: boolean;
}

/** POST /api/whatif/fairness */
export interface FairnessAnswer {
  title: Title;
  fewest_persons: number;
  fewest_changes: number;
  all: FairnessNumbers;
  communes: FairnessRows<CommuneNamed | null>;
  kinds: FairnessRows<string>;
  sexes: FairnessRows<string>;
  ethnicities: FairnessRows<string>;
  bands: FairnessRows<{ from: number; to: number | null }>;
}

export interface Scenario {
  scenario_id: number;
  name: string;
  year: number;
  saved_on: string;
  sets?: CriteriaSet[];
}

/** Which counts make the share of a title, and the figure whose target it is measured by. */
export const SHARES: Record<Title, { of: string; among: string; figure: string }> = {
  citizen: { of: 'learning_citizens', among: 'adults', figure: 'citizens_of_adults' },
  family: { of: 'learning_families', among: 'households', figure: 'families_of_households' },
  clan: { of: 'learning_clans', among: 'clans', figure: 'clans_of_clans' },
  community: { of: 'learning_communities', among: 'hamlets', figure: 'communities_of_hamlets' },
  unit: { of: 'learning_units', among: 'units', figure: 'units_of_units' },
};

export interface FiguresAnswer {
  figures: { code: string; name: Both; targets: { year: number; bp?: number; document: string; confidence: string }[] }[];
}

export interface Target {
  bp: number;
  document: string;
  confidence: string;
}

/** The highest target for 2030 of a figure: what reaches it reaches all. */
export function target2030(answer: FiguresAnswer, title: Title): Target | undefined {
  const figure = answer.figures.find((one) => one.code === SHARES[title].figure);
  return figure?.targets
    .filter((one) => one.year === 2030 && one.bp !== undefined)
    .map(({ bp, document, confidence }) => ({ bp: bp ?? 0, document, confidence }))
    .sort((a, b) => b.bp - a.bp)[0];
}

/** How many more it takes to reach a target; 0 when it is reached. */
export function lacking(of: number, among: number, bp: number): number {
  return Math.max(0, Math.ceil((bp * among) / 10_000) - of);
}
