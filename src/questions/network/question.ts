import type { Question } from '../../model/question.ts';
import { certificateKeysStrong } from './encryption/certificate-keys-strong.ts';
import { certificateSignaturesStrong } from './encryption/certificate-signatures-strong.ts';
import { certificatesCoverIngressHosts } from './encryption/certificates-cover-ingress-hosts.ts';
import { certificatesInDate } from './encryption/certificates-in-date.ts';
import { certificatesRenewedInTime } from './encryption/certificates-renewed-in-time.ts';
import { certificatesVerified } from './encryption/certificates-verified.ts';
import { connectionsEncrypted } from './encryption/connections-encrypted.ts';
import { gatewayListenersEncrypted } from './encryption/gateway-listeners-encrypted.ts';
import { ingressHasTls } from './encryption/ingress-has-tls.ts';
import { issuedCertificatesReady } from './encryption/issued-certificates-ready.ts';
import { overlayNetworksEncrypted } from './encryption/overlay-networks-encrypted.ts';
import { trafficBetweenWorkloadsEncrypted } from './encryption/traffic-between-workloads-encrypted.ts';
import { trustedAuthoritiesInDate } from './encryption/trusted-authorities-in-date.ts';
import { cloudGroupsNotOpen } from './firewalls/cloud-groups-not-open.ts';
import { dockerUserRestrictsPublishedPorts } from './firewalls/docker-user-restricts-published-ports.ts';
import { engineFiltersPackets } from './firewalls/engine-filters-packets.ts';
import { firewallRulesRead } from './firewalls/firewall-rules-read.ts';
import { forwardingDeniedByDefault } from './firewalls/forwarding-denied-by-default.ts';
import { hostInputDeniedByDefault } from './firewalls/host-input-denied-by-default.ts';
import { ipv6FilteredLikeIpv4 } from './firewalls/ipv6-filtered-like-ipv4.ts';
import { loadBalancersRestrictSources } from './firewalls/load-balancers-restrict-sources.ts';
import { managementPortsClosed } from './firewalls/management-ports-closed.ts';
import { noShadowedRules } from './firewalls/no-shadowed-rules.ts';
import { unpublishedPortsClosed } from './firewalls/unpublished-ports-closed.ts';
import { ambientPoliciesEnforced } from './mesh/ambient-policies-enforced.ts';
import { authorizationPolicyNotOpen } from './mesh/authorization-policy-not-open.ts';
import { boundPoliciesHaveWaypoint } from './mesh/bound-policies-have-waypoint.ts';
import { destinationRulesKeepMutualTls } from './mesh/destination-rules-keep-mutual-tls.ts';
import { identityRulesNeedMutualTls } from './mesh/identity-rules-need-mutual-tls.ts';
import { linkerdPolicyClosed } from './mesh/linkerd-policy-closed.ts';
import { meshNamespacesStrict } from './mesh/mesh-namespaces-strict.ts';
import { meshNamespacesWhole } from './mesh/mesh-namespaces-whole.ts';
import { meshPoliciesSelectWorkloads } from './mesh/mesh-policies-select-workloads.ts';
import { noPortLedPastProxy } from './mesh/no-port-led-past-proxy.ts';
import { peerAuthenticationStrict } from './mesh/peer-authentication-strict.ts';
import { portLevelMtlsHolds } from './mesh/port-level-mtls-holds.ts';
import { egressDeniedByDefault } from './policies/egress-denied-by-default.ts';
import { egressLeavesDns } from './policies/egress-leaves-dns.ts';
import { egressSelected } from './policies/egress-selected.ts';
import { everyPolicyKindUnderstood } from './policies/every-policy-kind-understood.ts';
import { ingressDeniedByDefault } from './policies/ingress-denied-by-default.ts';
import { ingressSelected } from './policies/ingress-selected.ts';
import { namedPortsExist } from './policies/named-ports-exist.ts';
import { namespaceSelectorsMatch } from './policies/namespace-selectors-match.ts';
import { noEgressToEverywhere } from './policies/no-egress-to-everywhere.ts';
import { noHostNetworkBesidePolicies } from './policies/no-host-network-beside-policies.ts';
import { noIngressFromEverywhere } from './policies/no-ingress-from-everywhere.ts';
import { pluginPoliciesNotOpen } from './policies/plugin-policies-not-open.ts';
import { pluginPoliciesSelectWorkloads } from './policies/plugin-policies-select-workloads.ts';
import { policiesEnforced } from './policies/policies-enforced.ts';
import { policiesNotStaged } from './policies/policies-not-staged.ts';
import { policiesOfPlugin } from './policies/policies-of-plugin.ts';
import { policiesSelectWorkloads } from './policies/policies-select-workloads.ts';
import { policiesTaken } from './policies/policies-taken.ts';
import { policyNamespacesExist } from './policies/policy-namespaces-exist.ts';
import { policyPrioritiesDistinct } from './policies/policy-priorities-distinct.ts';
import { rulesMatchWorkloads } from './policies/rules-match-workloads.ts';
import { dataStoresApartFromEdge } from './segmentation/data-stores-apart-from-edge.ts';
import { dataStoresNotPublished } from './segmentation/data-stores-not-published.ts';
import { defaultBridgeIsolates } from './segmentation/default-bridge-isolates.ts';
import { internalNetworksKeepOffHost } from './segmentation/internal-networks-keep-off-host.ts';
import { loopbackPortsStayOnHost } from './segmentation/loopback-ports-stay-on-host.ts';
import { noDefaultBridge } from './segmentation/no-default-bridge.ts';
import { noHostPort } from './segmentation/no-host-port.ts';
import { podsNotReachedByAll } from './segmentation/pods-not-reached-by-all.ts';
import { projectsShareNoNetwork } from './segmentation/projects-share-no-network.ts';
import { publishedPortsNameAnAddress } from './segmentation/published-ports-name-an-address.ts';
import { servicesNotOpenOnNodes } from './segmentation/services-not-open-on-nodes.ts';

/** Is network security enforced? */
export const network: Question = {
  name: 'network',
  asks: 'Is network security enforced?',
  aspects: [
    {
      name: 'segmentation',
      asks: 'Are workloads isolated: what can reach what?',
      toKnow: 'Ask a folder of manifests or `docker:`.',
    },
    {
      name: 'policies',
      asks: 'Is each workload selected by a policy in both directions, with a default that denies?',
      toKnow: 'Ask a folder of manifests that holds the NetworkPolicies.',
    },
    {
      name: 'encryption',
      asks: 'Is data in transit encrypted?',
      toKnow: 'Ask a folder that holds Ingresses, Gateways or mesh settings, or `docker:` for its networks.',
    },
    {
      name: 'firewalls',
      asks: 'Do host rules and cloud security groups let in only what is meant?',
      toKnow: 'Ask `host:` as root, or a folder with what `iptables-save` and `nft -j list ruleset` print.',
    },
    {
      name: 'mesh',
      asks: 'Where a mesh is used, are mutual TLS and authorization really on?',
      toKnow:
        'Ask the folder with the mesh settings, or state `notApplicable: { network/mesh: reason }` in plimsoll.yaml.',
    },
  ],
  checks: [
    dataStoresNotPublished,
    publishedPortsNameAnAddress,
    dataStoresApartFromEdge,
    noDefaultBridge,
    defaultBridgeIsolates,
    servicesNotOpenOnNodes,
    noHostPort,
    podsNotReachedByAll,
    ingressSelected,
    egressSelected,
    ingressDeniedByDefault,
    egressDeniedByDefault,
    noIngressFromEverywhere,
    noEgressToEverywhere,
    noHostNetworkBesidePolicies,
    policiesSelectWorkloads,
    everyPolicyKindUnderstood,
    ingressHasTls,
    gatewayListenersEncrypted,
    overlayNetworksEncrypted,
    connectionsEncrypted,
    certificatesVerified,
    trafficBetweenWorkloadsEncrypted,
    engineFiltersPackets,
    firewallRulesRead,
    loadBalancersRestrictSources,
    peerAuthenticationStrict,
    meshNamespacesStrict,
    authorizationPolicyNotOpen,
    linkerdPolicyClosed,
    rulesMatchWorkloads,
    namedPortsExist,
    namespaceSelectorsMatch,
    egressLeavesDns,
    policyNamespacesExist,
    policyPrioritiesDistinct,
    policiesEnforced,
    policiesOfPlugin,
    policiesNotStaged,
    policiesTaken,
    pluginPoliciesSelectWorkloads,
    pluginPoliciesNotOpen,
    projectsShareNoNetwork,
    loopbackPortsStayOnHost,
    internalNetworksKeepOffHost,
    unpublishedPortsClosed,
    hostInputDeniedByDefault,
    ipv6FilteredLikeIpv4,
    managementPortsClosed,
    forwardingDeniedByDefault,
    dockerUserRestrictsPublishedPorts,
    noShadowedRules,
    cloudGroupsNotOpen,
    ambientPoliciesEnforced,
    identityRulesNeedMutualTls,
    destinationRulesKeepMutualTls,
    portLevelMtlsHolds,
    meshPoliciesSelectWorkloads,
    meshNamespacesWhole,
    noPortLedPastProxy,
    boundPoliciesHaveWaypoint,
    certificatesInDate,
    certificatesRenewedInTime,
    certificateKeysStrong,
    certificateSignaturesStrong,
    certificatesCoverIngressHosts,
    trustedAuthoritiesInDate,
    issuedCertificatesReady,
  ],
};
