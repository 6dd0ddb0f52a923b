import type { Program } from '../programs/program.ts';

/** A program that takes the logs of containers to another place. */
export interface Collector extends Program {
  /** It is also used for other signals, or for logs that are sent to it: that it reads no files proves nothing. */
  readonly receives: boolean;
}

export const collectors: readonly Collector[] = [
  // https://docs.fluentbit.io/manual/installation/
  {
    name: 'Fluent Bit',
    images: [
      'fluent/fluent-bit',
      'bitnami/fluent-bit',
      'aws-observability/aws-for-fluent-bit',
      'amazon/aws-for-fluent-bit',
      'newrelic/newrelic-fluentbit-output',
    ],
    processes: ['fluent-bit'],
    receives: false,
  },
  // https://docs.fluentd.org/container-deployment/kubernetes
  {
    name: 'Fluentd',
    images: ['fluent/fluentd', 'fluent/fluentd-kubernetes-daemonset', 'bitnami/fluentd', 'splunk/fluentd-hec'],
    processes: ['fluentd', 'td-agent'],
    receives: false,
  },
  // https://vector.dev/docs/setup/installation/platforms/
  { name: 'Vector', images: ['timberio/vector'], processes: ['vector'], receives: false },
  // https://grafana.com/docs/loki/latest/send-data/promtail/
  { name: 'Promtail', images: ['grafana/promtail'], processes: ['promtail'], receives: false },
  // https://grafana.com/docs/alloy/latest/set-up/install/
  {
    name: 'Grafana Alloy',
    images: ['grafana/alloy', 'grafana/agent'],
    processes: ['alloy', 'grafana-agent'],
    receives: true,
  },
  // https://opentelemetry.io/docs/collector/installation/
  {
    name: 'OpenTelemetry Collector',
    images: [
      'otel/opentelemetry-collector',
      'otel/opentelemetry-collector-contrib',
      'otel/opentelemetry-collector-k8s',
      'opentelemetry-collector-releases/opentelemetry-collector',
      'opentelemetry-collector-releases/opentelemetry-collector-contrib',
      'opentelemetry-collector-releases/opentelemetry-collector-k8s',
    ],
    processes: ['otelcol', 'otelcol-contrib', 'otelcol-k8s'],
    receives: true,
  },
  // https://www.elastic.co/docs/reference/beats/filebeat/running-on-kubernetes
  {
    name: 'Filebeat',
    images: ['beats/filebeat', 'beats/filebeat-wolfi', 'elastic/filebeat'],
    processes: ['filebeat'],
    receives: false,
  },
  // https://www.elastic.co/docs/reference/fleet/running-on-kubernetes-standalone
  {
    name: 'Elastic Agent',
    images: ['beats/elastic-agent', 'elastic-agent/elastic-agent', 'elastic/elastic-agent'],
    processes: ['elastic-agent'],
    receives: true,
  },
  // https://docs.datadoghq.com/containers/
  { name: 'Datadog agent', images: ['datadog/agent', 'datadoghq/agent'], processes: ['datadog-agent'], receives: true },
  // https://github.com/signalfx/splunk-otel-collector-chart
  {
    name: 'Splunk OpenTelemetry Collector',
    images: ['signalfx/splunk-otel-collector'],
    processes: ['otelcol-splunk'],
    receives: true,
  },
];
