import type { Selector } from './policy.ts';

/** A label selector of Kubernetes; an empty one selects everything. */
export function selects(selector: Selector, labels: Readonly<Record<string, string>>): boolean {
  const held = (key: string): string | undefined => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  return (
    Object.entries(selector.labels).every(([key, value]) => held(key) === value) &&
    selector.expressions.every(({ key, operator, values }) => {
      const value = held(key);
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        default:
          return value === undefined;
      }
    })
  );
}

export function selectsAll({ labels, expressions }: Selector): boolean {
  return Object.keys(labels).length === 0 && expressions.length === 0;
}
