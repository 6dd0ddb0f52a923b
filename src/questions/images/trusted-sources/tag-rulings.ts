import type { Judgement } from '../../../model/outcome.ts';
import { fail, pass } from '../../../model/outcome.ts';
import { judgeReference, type NamedImage } from '../naming/named-images.ts';

/** Fails for no tag and for `latest`, unless a digest says which image is meant. */
export function judgeTag(named: NamedImage): Judgement {
  return judgeReference(named, ({ tag, digest, name }) => {
    const { about, written } = named;
    if (digest !== undefined || (tag !== undefined && tag !== 'latest')) return pass(about, written);
    return fail(
      about,
      written,
      tag === undefined ? `${name} has no tag, which means latest` : `${name} has the tag latest`,
    );
  });
}

/** Fails for a reference without a digest. */
export function judgeDigest(named: NamedImage): Judgement {
  return judgeReference(named, ({ tag, digest, name }) => {
    const { about, written } = named;
    if (digest !== undefined) return pass(about, written);
    return fail(about, written, `${name}${tag === undefined ? '' : `:${tag}`} has no digest`);
  });
}
