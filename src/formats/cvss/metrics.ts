export type CvssVersion = '2.0' | '3.0' | '3.1' | '4.0';

interface Definition {
  /** Values of each metric, in the specification's order of metrics. */
  readonly known: ReadonlyMap<string, readonly string[]>;
  /** So many of the first metrics must be given. */
  readonly mandatory: number;
  /** True where another order makes the vector invalid. */
  readonly ordered: boolean;
}

function metricsOf(lines: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    lines
      .trim()
      .split(/\s*\n\s*/)
      .map((line) => {
        const [name, ...values] = line.split(' ');
        return [name!, values];
      }),
  );
}

/** FIRST, A Complete Guide to CVSS v2.0 §2.4: the vector lists the metrics in a predetermined order. */
const version2 = metricsOf(`
  AV L A N
  AC H M L
  Au M S N
  C N P C
  I N P C
  A N P C
  E U POC F H ND
  RL OF TF W U ND
  RC UC UR C ND
  CDP N L LM MH H ND
  TD N L M H ND
  CR L M H ND
  IR L M H ND
  AR L M H ND
`);

/** CVSS v3.0 and v3.1 §6, table 15: the order shown is preferred, others are valid. */
const version3 = metricsOf(`
  AV N A L P
  AC L H
  PR N L H
  UI N R
  S U C
  C H L N
  I H L N
  A H L N
  E X H F P U
  RL X U W T O
  RC X C R U
  CR X H M L
  IR X H M L
  AR X H M L
  MAV X N A L P
  MAC X L H
  MPR X N L H
  MUI X N R
  MS X U C
  MC X H L N
  MI X H L N
  MA X H L N
`);

/** CVSS v4.0 §7, table 23: any other order than the one shown is invalid. */
const version4 = metricsOf(`
  AV N A L P
  AC L H
  AT N P
  PR N L H
  UI N P A
  VC H L N
  VI H L N
  VA H L N
  SC H L N
  SI H L N
  SA H L N
  E X A P U
  CR X H M L
  IR X H M L
  AR X H M L
  MAV X N A L P
  MAC X L H
  MAT X N P
  MPR X N L H
  MUI X N P A
  MVC X H L N
  MVI X H L N
  MVA X H L N
  MSC X H L N
  MSI X S H L N
  MSA X S H L N
  S X N P
  AU X N Y
  R X A U I
  V X D C
  RE X L M H
  U X Clear Green Amber Red
`);

export const definitions: Readonly<Record<CvssVersion, Definition>> = {
  '2.0': { known: version2, mandatory: 6, ordered: true },
  '3.0': { known: version3, mandatory: 8, ordered: false },
  '3.1': { known: version3, mandatory: 8, ordered: false },
  '4.0': { known: version4, mandatory: 11, ordered: true },
};
