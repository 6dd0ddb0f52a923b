/**
 * `npm run new:check QUESTION/ASPECT NAME`: writes code, table and page of a new check with the next
 * free id. They fail until they are filled in; then list the check in the question's question.ts.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { questions } from '../src/main.ts';

const [aspect = '', name = ''] = process.argv.slice(2);
const [questionName, aspectName] = aspect.split('/');
const question = questions.find((one) => one.name === questionName);
const root = join(import.meta.dirname, '..');

if (
  question === undefined ||
  !question.aspects.some((one) => one.name === aspectName) ||
  !/^[a-z]+(-[a-z0-9]+)+$/.test(name)
) {
  console.error('usage: npm run new:check QUESTION/ASPECT NAME   (name in kebab-case, stating the good case)');
  console.error(questions.flatMap((one) => one.aspects.map((own) => `  ${one.name}/${own.name}`)).join('\n'));
  process.exit(3);
}

const base = join(root, 'src/questions', aspect, name);
if (existsSync(`${base}.ts`)) {
  console.error(`${base}.ts exists already`);
  process.exit(3);
}

const prefix =
  { images: 'IMG', runtime: 'RUN', network: 'NET', hardening: 'HRD', monitoring: 'MON' }[question.name] ?? 'XXX';
const taken = question.checks.map(({ id }) => Number(id.slice(4)));
const inAspect = question.checks.filter((check) => check.aspect === aspect).map(({ id }) => Number(id.slice(4)));
let number = Math.max(100, ...(inAspect.length > 0 ? inAspect : taken)) + 1;
while (taken.includes(number)) number++;
const id = `${prefix}-${number}`;
const exported = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;

writeFileSync(
  `${base}.ts`,
  `import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const ${exported} = defineCheck({
  id: '${id}',
  name: '${name}',
  aspect: '${aspect}',
  title: '',
  severity: 'medium',
  since: '${version}',
  references: [],
  remedy: '',
  toKnow: '',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      yield judge(about, about.container.privileged, (value) => (value ? '' : null));
    }
  },
});
`,
);
writeFileSync(
  `${base}.test.ts`,
  `import { checkTable, containers } from '../../../../test/checks/table.ts';
import { ${exported} } from './${name}.ts';

checkTable(${exported}, [
  { name: 'good', facts: containers({}), verdicts: ['pass'] },
  { name: 'bad', facts: containers({}), verdicts: ['fail'], saw: /./ },
  { name: 'says nothing', facts: containers({}), verdicts: ['unknown'] },
]);
`,
);
writeFileSync(
  `${base}.md`,
  `# ${id} 

## Fails

\`\`\`yaml pod.yaml
\`\`\`

## Passes

\`\`\`yaml pod.yaml
\`\`\`

## What this check cannot see

`,
);
console.log(`wrote ${id}: ${base}.{ts,test.ts,md}`);
console.log(
  `next: fill them in and add ${exported} to src/questions/${question.name}/question.ts (docs/adding-a-check.md)`,
);
