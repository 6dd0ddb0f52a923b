import { findingRows } from '../../../../test/checks/scan.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { noMaliciousPackage } from './no-malicious-package.ts';

checkTable(noMaliciousPackage, findingRows({ malicious: true, fixed: [] }, { fixed: [] }, /malicious/), {
  unshown: 'a scan takes a database of advisories, which no example holds',
});
