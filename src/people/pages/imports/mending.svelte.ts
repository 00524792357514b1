// The rows of a register that need mending, and what the importer has written into them. In memory of this page only.
import type { Cells, Problem } from './register';

export interface Group {
  code: string;
  message: string;
  severity: Problem['severity'];
  problems: Problem[];
}

export class Mending {
  readonly groups: Group[];
  /** Row number → cells, as they are now. */
  readonly #rows = new Map<number, string[]>();
  readonly #original = new Map<number, string[]>();
  changed = $state.raw<ReadonlySet<number>>(new Set());

  constructor(
    readonly cells: Cells,
    problems: Problem[],
  ) {
    for (const { row, cells: line } of cells.rows) {
      this.#rows.set(row, [...line]);
      this.#original.set(row, line);
    }
    const groups = new Map<string, Group>();
    for (const problem of problems) {
      if (problem.severity === 'known' || !this.#rows.has(problem.row)) continue;
      const group = groups.get(problem.code) ?? { code: problem.code, message: problem.message, severity: problem.severity, problems: [] };
      group.problems.push(problem);
      groups.set(problem.code, group);
    }
    const rank = (group: Group) => (group.severity === 'error' ? 0 : 1);
    this.groups = [...groups.values()].sort((a, b) => rank(a) - rank(b) || b.problems.length - a.problems.length);
  }

  columnOf(problem: Problem): number {
    return this.cells.columns.findIndex((column) => column.letters === problem.column);
  }
  cell(row: number, column: number): string {
    return this.#rows.get(row)?.[column] ?? '';
  }
  byKey(row: number, key: string): string {
    return this.cell(row, this.cells.columns.findIndex((column) => column.key === key));
  }
  write(row: number, column: number, text: string): void {
    const line = this.#rows.get(row);
    if (!line) return;
    while (line.length <= column) line.push('');
    line[column] = text;
    const original = this.#original.get(row) ?? [];
    const differs = line.some((cell, i) => cell !== (original[i] ?? ''));
    const changed = new Set(this.changed);
    if (differs) changed.add(row);
    else changed.delete(row);
    this.changed = changed;
  }
  /** The rows of these numbers, in the order given. */
  lines(rows: readonly number[]): string[][] {
    const width = this.cells.columns.length;
    return rows.map((row) => Array.from({ length: width }, (_, i) => this.cell(row, i)));
  }
  get all(): number[] {
    return [...this.#rows.keys()];
  }
}
