import type { Part } from '../../model/connections.ts';

/** How far traffic that passes is kept from readers, as the layers `encryption` and `mesh` say it. */
export type Encryption = 'encrypts' | 'may encrypt' | 'does not encrypt';

/** What the proof of a part says; null when nothing in it speaks of encryption. Where one place encrypts, it is. */
export function encryptionOf({ because }: Part): Encryption | null {
  const effects = because.filter(({ layer }) => layer === 'encryption' || layer === 'mesh').map(({ effect }) => effect);
  return (['encrypts', 'does not encrypt', 'may encrypt'] as const).find((one) => effects.includes(one)) ?? null;
}
