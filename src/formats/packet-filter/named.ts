/** What a table holds for a word of a rule. Chains and matches may be called `constructor`, which every object has. */
export function named<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
