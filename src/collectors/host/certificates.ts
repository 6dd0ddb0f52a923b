import type { Sighting } from '../../model/collector.ts';
import { certificatesOfFile } from '../../readers/certificates/certificates-of-file.ts';
import { aboutHost, evidenceOf, source, type HostView } from './view.ts';

/** Where kubeadm, the kubelet and etcd keep what they show to others and whom they trust. */
const folders = ['/etc/kubernetes/pki', '/etc/kubernetes/pki/etcd', '/var/lib/kubelet/pki', '/etc/etcd/pki'];
const maxBytes = 1024 * 1024;
/** Files of one folder. */
const maxFiles = 500;

/** Certificates of a node of Kubernetes. A key that lies in the same file is passed over. */
export function* lookAtCertificates(view: HostView): Generator<Sighting> {
  const seen = new Set<string>();
  for (const folder of folders) {
    const listing = view.files.list(folder);
    if (listing.state === 'absent') continue;
    if (listing.state === 'hidden') {
      yield unread(view, folder, listing.because);
      continue;
    }
    const names = listing.names.filter((name) => /\.(crt|pem|cer)$/.test(name));
    if (names.length > maxFiles) yield unread(view, folder, `holds more than ${maxFiles} certificates`);
    for (const name of names.slice(0, maxFiles)) {
      const path = `${folder}/${name}`;
      const found = view.files.look(path);
      // kubelet-client-current.pem leads to the newest beside it.
      if (found.state === 'there' && (seen.has(found.target) || found.status.type !== 'file')) continue;
      if (found.state === 'there') seen.add(found.target);
      const read = view.files.text(path, maxBytes);
      if (!('text' in read)) {
        if (!read.missing) yield unread(view, path, read.because);
        continue;
      }
      const about = aboutHost(view, 'certificate', view.live ? path : path.slice(1));
      const held = certificatesOfFile(Buffer.from(read.text, 'latin1'), about, evidenceOf(view, path));
      if (held !== null) yield { fact: held };
    }
  }
}

function unread(view: HostView, path: string, because: string): Sighting {
  const subject = view.shown(path);
  const toKnow = `Run as root, or make ${subject} readable.`;
  const touches = ['network/encryption'];
  return {
    gap: { code: 'FILE_UNREADABLE', source, subject, because, toKnow, touches, at: evidenceOf(view, path) },
  };
}
