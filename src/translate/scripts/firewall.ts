/**
 * Loads the rules of both families in the helper podspec-firewall. LinuxKit ignores the exit status of onboot entries
 * (trap T2), so rules that cannot be loaded must close the machine instead of leaving it open.
 */
export const firewallScript = `#!/bin/sh
# usage: load.sh DIRECTORY
# Loads DIRECTORY/rules.v4 and DIRECTORY/rules.v6. If that fails, drops everything that comes from outside.
status=0
load() {
  "$1-restore" "$2" && return
  echo "podspec-firewall: cannot load $2; dropping all incoming traffic" >&2
  "$1" -P INPUT DROP
  "$1" -F INPUT
  "$1" -A INPUT -i lo -j ACCEPT
  status=1
}
load iptables "$1/rules.v4"
load ip6tables "$1/rules.v6"
exit "$status"
`;
