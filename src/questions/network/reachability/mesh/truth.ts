/** Whether something holds. A text says that it is not known, and what would have to be known. */
export type Truth = boolean | string;

/** All of them hold: one that does not decides, before one that is not known. */
export function all(truths: Iterable<Truth>): Truth {
  let open: Truth = true;
  for (const truth of truths) {
    if (truth === false) return false;
    if (typeof truth === 'string' && open === true) open = truth;
  }
  return open;
}

/** One of them holds: none of an empty list. */
export function any(truths: Iterable<Truth>): Truth {
  let open: Truth = false;
  for (const truth of truths) {
    if (truth === true) return true;
    if (typeof truth === 'string' && open === false) open = truth;
  }
  return open;
}

export function not(truth: Truth): Truth {
  return typeof truth === 'string' ? truth : !truth;
}
