// What does not fit on the glass goes to a next page, turned with large buttons: nobody has to know how to scroll.

/** Fills `grid` with `tiles` from `from` on, as many as fit whole, at least one; how many did. */
export function fill(grid, tiles, from = 0) {
  const left = tiles.slice(from);
  grid.replaceChildren(...left);
  if (overflows(grid)) {
    const edge = grid.getBoundingClientRect().top + grid.clientTop + grid.clientHeight + 1;
    const ends = left.map((one) => one.getBoundingClientRect().bottom); // all in one look: each removal lays out anew
    left.filter((one, at) => at > 0 && ends[at] > edge).forEach((one) => one.remove());
  }
  while (grid.children.length > 1 && overflows(grid)) grid.lastChild.remove();
  return grid.children.length;
}

export function overflows(box) {
  return box.scrollHeight > box.clientHeight + 1;
}

/** The next piece of a long text; from its end back to its beginning. */
export function further(box) {
  const atEnd = box.scrollTop + box.clientHeight >= box.scrollHeight - 2;
  box.scrollTo({ top: atEnd ? 0 : box.scrollTop + box.clientHeight * 0.8 });
}
