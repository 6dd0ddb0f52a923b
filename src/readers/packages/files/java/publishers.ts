import type { NamedBy } from './file-name.ts';

/**
 * Groups whose archives are built without Maven and so hold no pom.properties. One is believed only when
 * the file name gives one of its artifacts, the manifest does not contradict, and every class of the
 * archive is below its packages: see `groupOf`. From the coordinates on Maven Central.
 */
interface Publisher {
  readonly group: string;
  readonly artifacts: RegExp;
  /** Packages of all its classes, of which the first must be there. */
  readonly classes: readonly string[];
  /** Versions that it has under this group, where others were published under another. */
  readonly versions?: RegExp;
}

const publishers: readonly Publisher[] = [
  {
    group: 'org.springframework',
    artifacts:
      /^spring-(?:aop|aspects|beans|context|context-indexer|context-support|core|core-test|expression|instrument|jdbc|jms|messaging|orm|oxm|r2dbc|test|tx|web|webflux|webmvc|webmvc-portlet|websocket)$/,
    classes: ['org/springframework/', 'org/aopalliance/'],
  },
  { group: 'org.springframework', artifacts: /^spring-jcl$/, classes: ['org/apache/commons/logging/'] },
  {
    group: 'org.springframework.boot',
    artifacts:
      /^spring-boot(?:-(?:actuator|actuator-autoconfigure|autoconfigure|devtools|jarmode-layertools|jarmode-tools|loader|loader-classic|loader-tools|properties-migrator|test|test-autoconfigure))?$/,
    classes: ['org/springframework/boot/'],
  },
  {
    group: 'org.springframework.security',
    artifacts:
      /^spring-security-(?:acl|aspects|cas|config|core|crypto|data|ldap|messaging|oauth2-client|oauth2-core|oauth2-jose|oauth2-resource-server|openid|remoting|rsocket|saml2-service-provider|taglibs|test|web)$/,
    classes: ['org/springframework/security/'],
  },
  {
    group: 'org.jetbrains.kotlin',
    artifacts: /^kotlin-(?:stdlib|stdlib-common|stdlib-jdk7|stdlib-jdk8|reflect)$/,
    classes: ['kotlin/'],
  },
  {
    group: 'org.jetbrains.kotlinx',
    artifacts: /^kotlinx-coroutines-(?:core|core-jvm|reactor|jdk8|reactive|slf4j)$/,
    classes: ['kotlinx/coroutines/', '_COROUTINE/'],
  },
  {
    group: 'com.squareup.okhttp3',
    artifacts: /^(?:okhttp|okhttp-jvm|logging-interceptor|okhttp-sse)$/,
    classes: ['okhttp3/'],
  },
  { group: 'com.squareup.okio', artifacts: /^(?:okio|okio-jvm)$/, classes: ['okio/'] },
  {
    group: 'io.micrometer',
    artifacts:
      /^micrometer-(?:commons|core|jakarta9|observation|registry-prometheus|registry-prometheus-simpleclient)$/,
    classes: ['io/micrometer/'],
  },
  { group: 'io.projectreactor', artifacts: /^reactor-core$/, classes: ['reactor/'] },
  {
    group: 'io.projectreactor.netty',
    artifacts: /^reactor-netty-(?:core|http)$/,
    classes: ['reactor/netty/'],
  },
  {
    group: 'org.apache.tomcat.embed',
    artifacts: /^tomcat-embed-(?:core|el|jasper|websocket)$/,
    classes: ['org/apache/', 'jakarta/', 'javax/'],
  },
  {
    group: 'org.bouncycastle',
    artifacts: /^bc(?:prov|pkix|util|pg|mail|jmail|tls)-(?:ext-)?jdk(?:15on|15to18|18on)$/,
    classes: ['org/bouncycastle/'],
  },
  { group: 'org.postgresql', artifacts: /^postgresql$/, classes: ['org/postgresql/'], versions: /^4[2-9]\./ },
  { group: 'com.h2database', artifacts: /^h2$/, classes: ['org/h2/'] },
  { group: 'com.jayway.jsonpath', artifacts: /^json-path$/, classes: ['com/jayway/jsonpath/'] },
  {
    group: 'org.ow2.asm',
    artifacts: /^asm(?:-(?:analysis|commons|tree|util))?$/,
    classes: ['org/objectweb/asm/'],
    versions: /^(?:[4-9]|\d\d)\b/,
  },
  {
    group: 'org.codehaus.groovy',
    artifacts: /^groovy(?:-(?:json|jsr223|sql|templates|xml))?$/,
    classes: ['groovy/', 'org/codehaus/groovy/', 'groovyjarjar', 'org/apache/groovy/'],
    versions: /^[1-3]\./,
  },
  {
    group: 'org.apache.kafka',
    artifacts: /^(?:kafka-clients|connect-api|connect-json|connect-runtime|kafka-streams)$/,
    classes: ['org/apache/kafka/'],
  },
  {
    group: 'org.apache.lucene',
    artifacts: /^lucene-[a-z]+(?:-[a-z]+)*$/,
    classes: ['org/apache/lucene/', 'org/tartarus/snowball/'],
  },
];

/**
 * The group of an archive that its publisher's own packages show; null when that is not sure.
 *
 * @param classes names of all class files of the archive
 */
export function groupOf({ artifact, version }: NamedBy, classes: readonly string[]): string | null {
  const publisher = publishers.find(
    ({ artifacts, versions }) => artifacts.test(artifact) && (versions?.test(version) ?? true),
  );
  if (publisher === undefined) return null;
  const own = classes
    .map((name) => name.replace(/^META-INF\/versions\/\d+\//, ''))
    .filter((name) => name !== 'module-info.class');
  const isOwn = (name: string): boolean => publisher.classes.some((prefix) => name.startsWith(prefix));
  return own.length > 0 && own.every(isOwn) && own.some((name) => name.startsWith(publisher.classes[0]!))
    ? publisher.group
    : null;
}
