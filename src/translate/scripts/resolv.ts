import { dnsLimits } from '../dns-limits.ts';

/**
 * Merges what `dnsConfig` adds into the resolv.conf of the machine. Runs in the helper podspec-dns under BusyBox.
 * The rules are those of the kubelet: servers and search paths without duplicates and within its limits; options by name, the
 * pod's win; of several search lines of one file the last counts (pkg/kubelet/network/dns/dns.go).
 */
export const resolvScript = `#!/bin/sh
# usage: resolv.sh MACHINE_FILE ADDITIONS RESULT
# Writes RESULT: the resolv.conf of the machine with the dnsConfig of the pod added, as the kubelet would.
umask 022
# The containers bind RESULT, so it must exist whatever happens below.
: > "$3"
exec awk '
  FNR == 1 { finish_searches() }
  $1 == "nameserver" && $2 != "" && !($2 in known_server) && servers < ${dnsLimits.nameservers} {
    known_server[$2] = 1
    server[++servers] = $2
  }
  $1 == "search" {
    pending = 0
    for (i = 2; i <= NF; i++) pending_search[++pending] = $i
  }
  $1 == "options" {
    for (i = 2; i <= NF; i++) {
      name = $i
      sub(/:.*/, "", name)
      if (!(name in option)) option_name[++options] = name
      option[name] = $i
    }
  }
  function finish_searches(  j, path) {
    for (j = 1; j <= pending; j++) {
      path = pending_search[j]
      if ((path in known_search) || searches == ${dnsLimits.searches}) continue
      known_search[path] = 1
      searches++
      if (length(path) > ${dnsLimits.searchPath}) continue
      if (length(search_line) + length(path) > ${dnsLimits.searchCharacters}) full = 1
      if (!full) search_line = search_line " " path
    }
    pending = 0
  }
  END {
    finish_searches()
    if (search_line != "") print "search" search_line
    for (i = 1; i <= servers; i++) print "nameserver " server[i]
    if (options) {
      line = "options"
      for (i = 1; i <= options; i++) line = line " " option[option_name[i]]
      print line
    }
  }
' "$1" "$2" > "$3"
`;
