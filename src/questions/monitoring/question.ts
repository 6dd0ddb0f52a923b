import type { Question } from '../../model/question.ts';
import { defaultRouteNotifies } from './alerting/default-route-notifies.ts';
import { falcosidekickNotifies } from './alerting/falcosidekick-notifies.ts';
import { prometheusSendsAlerts } from './alerting/prometheus-sends-alerts.ts';
import { routesLeadToReceivers } from './alerting/routes-lead-to-receivers.ts';
import { apiServerHasAuditPolicy } from './audit-trail/api-server-has-audit-policy.ts';
import { apiServerWritesAuditLog } from './audit-trail/api-server-writes-audit-log.ts';
import { auditLogBounded } from './audit-trail/audit-log-bounded.ts';
import { auditLogLeavesHost } from './audit-trail/audit-log-leaves-host.ts';
import { auditPolicyComplete } from './audit-trail/audit-policy-complete.ts';
import { auditPolicyKeepsSecretsOut } from './audit-trail/audit-policy-keeps-secrets-out.ts';
import { dockerHostAudited } from './audit-trail/docker-host-audited.ts';
import { falcoLoadsRules } from './detection/falco-loads-rules.ts';
import { sensorCanWatch } from './detection/sensor-can-watch.ts';
import { sensorOnControlPlane } from './detection/sensor-on-control-plane.ts';
import { sensorOnEveryNode } from './detection/sensor-on-every-node.ts';
import { sensorWatchesHost } from './detection/sensor-watches-host.ts';
import { containerLogsLeaveHost } from './logging/container-logs-leave-host.ts';
import { containerLogsRotated } from './logging/container-logs-rotated.ts';
import { containersKeepLogs } from './logging/containers-keep-logs.ts';
import { engineLogsByDefault } from './logging/engine-logs-by-default.ts';
import { logCollectorOnNodes } from './logging/log-collector-on-nodes.ts';
import { logCollectorSeesLogs } from './logging/log-collector-sees-logs.ts';
import { logCollectorSends } from './logging/log-collector-sends.ts';
import { elasticsearchDeletesLogs } from './retention/elasticsearch-deletes-logs.ts';
import { localLogsKeptAsAsked } from './retention/local-logs-kept-as-asked.ts';
import { lokiDeletesLogs } from './retention/loki-deletes-logs.ts';

/** Is monitoring and logging in place? */
export const monitoring: Question = {
  name: 'monitoring',
  asks: 'Is monitoring and logging in place?',
  aspects: [
    {
      name: 'detection',
      asks: 'Does something watch behaviour in real time, and is it awake?',
      toKnow: 'Ask `docker:` as root on the host, or the folder that deploys the sensor.',
    },
    {
      name: 'logging',
      asks: 'Do all containers\u2019 logs go to one place?',
      toKnow: 'Ask `docker:` or the folder that deploys the log collector.',
    },
    {
      name: 'alerting',
      asks: 'Do violations reach a person?',
      toKnow: 'Ask the folder with the Alertmanager configuration.',
    },
    {
      name: 'retention',
      asks: 'Are logs kept as long as they must be and no longer?',
      toKnow: 'Ask `docker:` or the folder with the configuration of the log store.',
    },
    {
      name: 'audit-trail',
      asks: 'Is it recorded who did what, complete and tamper-evident?',
      toKnow:
        'Ask the folder with the audit policy and the API server\u2019s arguments, or `docker:` as root on the host.',
    },
  ],
  checks: [
    sensorOnEveryNode,
    sensorCanWatch,
    sensorOnControlPlane,
    sensorWatchesHost,
    falcoLoadsRules,
    containersKeepLogs,
    containerLogsRotated,
    containerLogsLeaveHost,
    engineLogsByDefault,
    logCollectorOnNodes,
    logCollectorSeesLogs,
    logCollectorSends,
    defaultRouteNotifies,
    routesLeadToReceivers,
    prometheusSendsAlerts,
    falcosidekickNotifies,
    localLogsKeptAsAsked,
    lokiDeletesLogs,
    elasticsearchDeletesLogs,
    apiServerWritesAuditLog,
    apiServerHasAuditPolicy,
    auditLogBounded,
    auditPolicyComplete,
    auditPolicyKeepsSecretsOut,
    auditLogLeavesHost,
    dockerHostAudited,
  ],
};
