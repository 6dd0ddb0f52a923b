import { build } from '../../../facts/build.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';

export const dockerfileRunSecurityInsecure = defineCheck({
  id: 'HRD-310',
  name: 'dockerfile-run-security-insecure',
  aspect: 'hardening/practices',
  title: 'Builds run their steps inside the sandbox and its network',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '5.5' }],
  remedy: 'Remove `--security=insecure` and `--network=host` from RUN, and do not grant these entitlements to builds.',
  toKnow: 'Write the flag with its value, not with a variable.',
  needs: { builds: build },
  *evaluate({ builds }) {
    for (const about of builds) {
      const judgements: Judgement[] = [];
      for (const { name, flags, at } of about.value.stages.flatMap(({ instructions }) => instructions)) {
        if (name !== 'RUN') continue;
        const security = flags.find((flag) => flag.name === 'security')?.value ?? 'sandbox';
        const network = flags.find((flag) => flag.name === 'network')?.value ?? 'default';
        if (security === 'insecure')
          judgements.push(fail(about, at, 'RUN --security=insecure has all rights of the host'));
        else if (network === 'host') {
          judgements.push(
            fail(about, at, 'RUN --network=host reaches the network of the host', { severity: 'medium' }),
          );
        } else if (security !== 'sandbox' || !['default', 'none'].includes(network)) {
          judgements.push(unknown(about, at, 'RUN has a value for --security or --network that is not understood'));
        }
      }
      yield* judgements;
      if (judgements.length === 0) yield pass(about, about.value.at);
    }
  },
});
