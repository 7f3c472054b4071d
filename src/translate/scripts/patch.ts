import { runtimeTokens } from '../../model/resolved-pod.ts';

/**
 * Replaces the runtime tokens on the booted machine. Runs in the helper podspec-patch under BusyBox, with the root of the
 * machine at /host; arguments are further text files, as paths on the machine.
 *
 * The root is read-only, so an edited copy below /run is bound over the original; the bind reaches the machine because /host
 * propagates. LinuxKit reads each config.json when it starts that container, later than this.
 */
export const patchScript = `#!/bin/sh
# usage: patch.sh [TEXT_FILE...]
# Fills in values that are known only on the running machine: its addresses and its name.
work=/run/podspec/patch
mkdir -p /host/run/podspec
# The copies may hold secrets.
umask 077
mkdir -p "/host$work"

# Global addresses of one family (-4 or -6), those of the interface with the default route first.
addresses() {
  device=$(ip "$1" route show 2>/dev/null | awk '
    $1 == "default" { for (i = 2; i < NF; i++) if ($i == "dev") { print $(i + 1); exit } }')
  { [ -n "$device" ] && ip "$1" -o addr show dev "$device" scope global
    ip "$1" -o addr show scope global
  } 2>/dev/null | awk '{ for (i = 2; i < NF; i++) if ($i ~ /^inet6?$/) { sub("/.*", "", $(i + 1)); print $(i + 1); next } }'
}

# DHCP has finished when an onboot entry of the base file ran it; a little patience covers the rest.
tries=0
while ip4=$(addresses -4 | head -n 1); ip6=$(addresses -6 | head -n 1); [ -z "$ip4$ip6" ] && [ "$tries" -lt 20 ]; do
  tries=$((tries + 1))
  sleep 1
done
if [ -z "$ip4$ip6" ]; then
  echo "podspec-patch: the machine has no address; using 0.0.0.0" >&2
  ip4=0.0.0.0
fi
ip=\${ip4:-$ip6}
# One address per family, as the kubelet lists them.
ips=$ip4\${ip4:+\${ip6:+,}}$ip6
node=$(uname -n | tr -d '\\000-\\037\\177')

# A value as it stands inside a JSON string.
json() { printf '%s' "$1" | sed 's/[\\\\"]/\\\\&/g'; }
# A value as the right side of s|||.
right() { printf '%s' "$1" | sed 's/[\\\\&|]/\\\\&/g'; }

# replace FILE NODE_NAME: prints FILE with every token replaced.
replace() {
  sed \\
    -e "s|${runtimeTokens.podIPs}|$ips|g" -e "s|${runtimeTokens.hostIPs}|$ips|g" \\
    -e "s|${runtimeTokens.podIP}|$ip|g" -e "s|${runtimeTokens.hostIP}|$ip|g" \\
    -e "s|${runtimeTokens.nodeName}|$(right "$2")|g" "$1"
}

# patch FILE NODE_NAME MODE: binds an edited copy over FILE, a path below /host.
count=0
patch() {
  grep -q '__PODSPEC_[A-Z]*_[A-Z]*__' "$1" || return 0
  count=$((count + 1))
  copy=/host$work/$count
  if replace "$1" "$2" > "$copy" && chmod "$3" "$copy" && mount -o bind "$copy" "$1"; then
    echo "podspec-patch: \${1#/host}"
  else
    echo "podspec-patch: cannot patch \${1#/host}" >&2
    status=1
  fi
}

status=0
for config in /host/containers/onboot/*/config.json /host/containers/services/*/config.json; do
  [ -f "$config" ] && patch "$config" "$(json "$node")" 0600
done
for text in "$@"; do
  patch "/host$text" "$node" 0644
done
exit "$status"
`;
