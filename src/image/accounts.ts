import type { LockedPlatform } from '../model/image-lock.ts';

/** A line of /etc/passwd. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** A line of /etc/group. */
export interface Group {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

/** Largest ID of a user or group that the API server takes. */
export const largestID = 2147483647;

/** The accounts of a passwd file, in order; lines that are none are passed over, as the C library does. */
export function parsePasswd(text: string): readonly Account[] {
  return lines(text).flatMap(([name = '', , uid, gid]) => {
    const ids = [parseID(uid), parseID(gid)] as const;
    return name === '' || ids[0] === undefined || ids[1] === undefined ? [] : [{ name, uid: ids[0], gid: ids[1] }];
  });
}

/** The groups of a group file, in order. */
export function parseGroup(text: string): readonly Group[] {
  return lines(text).flatMap(([name = '', , id, members = '']) => {
    const gid = parseID(id);
    return name === '' || gid === undefined ? [] : [{ name, gid, members: members.split(',').filter((member) => member !== '') }];
  });
}

function lines(text: string): readonly (readonly string[])[] {
  return text.split('\n').map((line) => line.trim().split(':'));
}

function parseID(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) && Number(text) <= largestID ? Number(text) : undefined;
}

export interface ResolvedAccounts {
  readonly resolvedUser: LockedPlatform['resolvedUser'];
  readonly users: NonNullable<LockedPlatform['users']>;
}

/**
 * What USER of an image means to Kubernetes: the part before `:` alone counts, a name must be in passwd, a number need not; the
 * group is the primary one of the account, else 0 (containerd, `getUserFromImage` and `WithUserID`). `resolvedUser` is undefined
 * when the name is not there.
 */
export function resolveAccounts(user: string, accounts: readonly Account[], groups: readonly Group[]): ResolvedAccounts {
  const gidsByMember = new Map<string, number[]>();
  for (const { gid, members } of groups) {
    for (const member of members) gidsByMember.set(member, [...(gidsByMember.get(member) ?? []), gid]);
  }
  const groupsOf = ({ name }: Account) => [...new Set(gidsByMember.get(name) ?? [])].sort((a, b) => a - b);
  const users = new Map<string, readonly number[]>();
  for (const account of accounts) {
    // The first line wins, as in getpwuid.
    if (!users.has(String(account.uid))) users.set(String(account.uid), [account.gid, ...groupsOf(account)]);
  }
  const name = user.split(':', 1)[0] || '0';
  const numeric = parseID(name);
  const account = accounts.find((candidate) => (numeric === undefined ? candidate.name === name : candidate.uid === numeric));
  const resolvedUser = account
    ? { uid: account.uid, gid: account.gid, groups: groupsOf(account) }
    : numeric === undefined
      ? undefined
      : { uid: numeric, gid: 0, groups: [] };
  return { resolvedUser, users: Object.fromEntries(users) };
}
