// How a table is sorted: by which column, and from the top or from the start.
export interface Order<Column extends string> {
  by: Column;
  down: boolean;
}
