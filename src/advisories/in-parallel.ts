/** Does something with each item, so many at once, in order of their beginning. The first error ends it. */
export async function inParallel<T>(
  items: readonly T[],
  together: number,
  act: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const work = async (): Promise<void> => {
    for (;;) {
      const [item] = queue.splice(0, 1);
      if (item === undefined) return;
      try {
        await act(item);
      } catch (error) {
        queue.length = 0;
        throw error;
      }
    }
  };
  // All are waited for, so that nothing goes on behind the back of who catches the error.
  const ended = await Promise.allSettled(Array.from({ length: together }, work));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}
