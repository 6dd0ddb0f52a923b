/** How the version of one well-known program shows in its bytes. */
export interface Program {
  /** Of the package: what its makers call it. */
  readonly name: string;
  /**
   * Names of the files it stands in, as a whole. They only say where to look; the version is in the
   * bytes, and begins with group 1 where the name has one.
   */
  readonly files: RegExp;
  /** Text that stands in every such file, and is looked for first; absent: group 1 of its name. */
  readonly anchor?: string;
  /** The bytes around the anchor, as Latin-1. The groups are the parts of the version. */
  readonly version: RegExp;
  /**
   * Where the version is followed by other letters and digits: only what stands alone between two
   * NULs elsewhere in the file counts.
   */
  readonly alone?: true;
  /**
   * Its name in Bitnami's feed; absent where that feed, or any other, has no advisories about it. Bitnami
   * takes the ranges of its entries from the CVE records of the makers' own releases (the CPE names are
   * in each), and leaves the number of its packaging out of them: they hold for whatever was built from
   * the same release. A name stands here only if the feed speaks of it up to now: it stopped with MySQL
   * at 2017, and of Java it means Liberica alone.
   */
  readonly bitnami?: string;
}

/**
 * Programs that images often hold without a package of their distribution: built from source or copied
 * from the makers' archives, as official images do. Every pattern is one text that the program itself
 * prints or sends; a number alone is no evidence.
 */
export const programs: readonly Program[] = [
  {
    name: 'bash',
    files: /^bash$/,
    anchor: '@(#)Bash version ',
    version: /@\(#\)Bash version (\d+\.\d+\.\d+)\(\d+\)/,
  },
  {
    name: 'busybox',
    files: /^busybox(?:\.\w+)?$/,
    anchor: 'BusyBox v',
    version: /BusyBox v(\d+\.\d+\.\d+) \(/,
  },
  {
    name: 'curl',
    files: /^(?:curl|libcurl(?:-gnutls|-nss)?\.so[.\d]*)$/,
    anchor: 'curl',
    version: /\0(?:curl |libcurl\/)(\d+\.\d+\.\d+)(?:-DEV)?[\0 ]/,
  },
  {
    name: 'haproxy',
    files: /^haproxy$/,
    anchor: ' version ',
    version: /\0 version (\d+\.\d+\.\d+)(?:-[\w.+~]+)?, released \d{4}\/\d\d\/\d\d\0/,
    bitnami: 'haproxy',
  },
  {
    name: 'httpd',
    files: /^(?:httpd|apache2)$/,
    anchor: 'Apache/2.',
    version: /\0Apache\/(2\.\d+\.\d+) \([^)\0]+\)\0/,
    bitnami: 'apache',
  },
  {
    name: 'mariadb',
    files: /^(?:mariadbd|mysqld)$/,
    anchor: '-MariaDB',
    version: /\0(?:5\.5\.5-)?(\d+\.\d+\.\d+)-MariaDB[\w.:+~-]*\0/,
    bitnami: 'mariadb',
  },
  {
    name: 'memcached',
    files: /^memcached$/,
    anchor: 'memcached ',
    version: /\0memcached (\d+\.\d+\.\d+)\n?\0/,
    bitnami: 'memcached',
  },
  {
    name: 'nginx',
    files: /^nginx(?:-debug)?$/,
    anchor: 'nginx version: nginx/',
    version: /nginx version: nginx\/(\d+\.\d+\.\d+)[\0 (\n]/,
    bitnami: 'nginx',
  },
  {
    name: 'node',
    files: /^(?:node|nodejs|libnode\.so[.\d]*)(?:\.exe)?$/,
    anchor: 'node.js/v',
    version: /\0node\.js\/v(\d+\.\d+\.\d+)\0/,
    bitnami: 'node',
  },
  {
    name: 'openssl',
    files: /^(?:openssl|lib(?:ssl|crypto)\.so[.\d]*|node|nodejs|libnode\.so[.\d]*)$/,
    anchor: 'OpenSSL ',
    version: /\0OpenSSL (\d+\.\d+\.\d+[a-z]{0,2})(?:\+quic|-fips)? +(?:FIPS +)?\d{1,2} [A-Z][a-z]{2} \d{4}\0/,
  },
  {
    name: 'perl',
    files: /^(?:perl|perl(5[\d.]+)|libperl\.so[.\d]*)$/,
    anchor: 'This is perl ',
    version: /This is perl (5), version (\d+), subversion (\d+) \(/,
  },
  {
    name: 'php',
    files: /^(?:lib)?php(?:-cgi|-fpm)?(\d[\d.]*\d|\d)?(?:\.so)?$/,
    anchor: 'X-Powered-By: PHP/',
    version: /X-Powered-By: PHP\/(\d+\.\d+\.\d+(?:(?:alpha|beta|RC)\d+)?)\0/,
    bitnami: 'php',
  },
  {
    name: 'postgresql',
    files: /^postgres$/,
    anchor: 'postgres (PostgreSQL) ',
    version: /\0postgres \(PostgreSQL\) (\d+(?:\.\d+)+)(?: \([^)\0]*\))?\n?\0/,
    bitnami: 'postgresql',
  },
  {
    name: 'python',
    files: /^(?:lib)?python([23]\.\d+)(?:[a-z]{0,2}|[a-z]{0,2}\.so[.\d]*)$/,
    // PY_VERSION has no words around it. Linkers let it share the end of a longer text: `/Python-3.12.1`.
    version: /(?:\0|Python-)([23]\.\d+\.\d+(?:(?:a|b|rc)\d+)?)\+?\0/,
    bitnami: 'python',
  },
  {
    name: 'redis',
    files: /^(?:redis-server|redis-check-rdb|redis-check-aof|redis-sentinel)$/,
    // Version, host and time of the build, whether it was changed, commit: one text without a space.
    anchor: '00000000\0',
    version: /(?<![\d.])(\d+\.\d+\.\d+)[\w.-]*\d{10}[01]00000000\0/,
    alone: true,
    bitnami: 'redis',
  },
  {
    name: 'ruby',
    files: /^(?:ruby|libruby-)(\d+\.\d+)?(?:\.so[.\d]*)?$|^libruby\.so[.\d]*$/,
    anchor: 'ruby ',
    version: /\0ruby (\d+\.\d+\.\d+)(?:p\d+)? \(\d{4}-\d\d-\d\d (?:revision|patchlevel|master|[\w-]+ )[^)\0]*\)/,
    bitnami: 'ruby',
  },
];
