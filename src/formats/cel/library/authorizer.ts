import { overload, type Overload, type Run } from '../functions.ts';
import { noSuchOverload } from '../values.ts';

/** The authorizer is never known offline, so that nothing is ever asked of it. */
const never: Run = () => noSuchOverload;

/** Declared, so that expressions that ask it are typed (k8s.io/apiserver/pkg/cel/library/authz.go). */
export const authorizer: readonly Overload[] = (
  [
    ['authorizer_path', 'Authorizer::path(string) PathCheck'],
    ['authorizer_group', 'Authorizer::group(string) GroupCheck'],
    ['authorizer_serviceaccount', 'Authorizer::serviceAccount(string, string) Authorizer'],
    ['pathcheck_check', 'PathCheck::check(string) Decision'],
    ['groupcheck_resource', 'GroupCheck::resource(string) ResourceCheck'],
    ['resourcecheck_subresource', 'ResourceCheck::subresource(string) ResourceCheck'],
    ['resourcecheck_namespace', 'ResourceCheck::namespace(string) ResourceCheck'],
    ['resourcecheck_name', 'ResourceCheck::name(string) ResourceCheck'],
    ['resourcecheck_check', 'ResourceCheck::check(string) Decision'],
    ['resourcecheck_fieldselector', 'ResourceCheck::fieldSelector(string) ResourceCheck'],
    ['resourcecheck_labelselector', 'ResourceCheck::labelSelector(string) ResourceCheck'],
    ['decision_errored', 'Decision::errored() bool'],
    ['decision_error', 'Decision::error() string'],
    ['decision_allowed', 'Decision::allowed() bool'],
    ['decision_reason', 'Decision::reason() string'],
  ] as const
).map(([id, signature]) => overload(id, signature, never));
