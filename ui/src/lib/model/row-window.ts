/** Arithmetic of a list that renders only the rows on screen. All lengths in CSS pixels. */

/** What is seen of a list of rows of one height. */
export type Viewport = { scrollTop: number; height: number; rowHeight: number; count: number };

/** Row numbers from `first` up to and without `end`. */
export type RowRange = { first: number; end: number };

/** The rows at least partly in view, with `overscan` more on each side. */
export function visibleRows(view: Viewport, overscan: number): RowRange {
  if (view.count === 0 || view.rowHeight <= 0) return { first: 0, end: 0 };
  const top = Math.floor(view.scrollTop / view.rowHeight) - overscan;
  const bottom = Math.ceil((view.scrollTop + view.height) / view.rowHeight) + overscan;
  const end = clamp(bottom, 0, view.count);
  return { first: clamp(top, 0, end), end };
}

/** Rows that fit whole, at least one: how far Page Down goes. */
export function rowsPerPage(view: Viewport): number {
  return Math.max(1, Math.floor(view.height / view.rowHeight));
}

/** The scroll position nearest to the present one that shows `row` whole. */
export function scrollTopFor(row: number, view: Viewport): number {
  const top = row * view.rowHeight;
  if (top < view.scrollTop) return top;
  return Math.max(view.scrollTop, top + view.rowHeight - view.height);
}

/** The row that `key` leads to from `row`, or `null` when the key is none of a list's. */
export function rowAfterKey(key: string, row: number, view: Viewport): number | null {
  const last = view.count - 1;
  switch (key) {
    case 'ArrowDown': return clamp(row + 1, 0, last);
    case 'ArrowUp': return clamp(row - 1, 0, last);
    case 'PageDown': return clamp(row + rowsPerPage(view), 0, last);
    case 'PageUp': return clamp(row - rowsPerPage(view), 0, last);
    case 'Home': return 0;
    case 'End': return last;
    default: return null;
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
