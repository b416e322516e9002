// Loaded before a process's own code: hosts of Azure's blob storage are found at the loopback address.
import dns from 'node:dns';

const lookup = dns.lookup;
dns.lookup = (host, ...rest) =>
  lookup(host.endsWith('.blob.core.windows.net') ? '127.0.0.1' : host, ...rest);
