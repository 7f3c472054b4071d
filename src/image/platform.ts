/** Platforms as `os/architecture[/variant]`, with the names that containerd's platforms package uses. */

const architectures: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  i386: '386',
  i686: '386',
  aarch64: 'arm64',
  armhf: 'arm/v7',
  armel: 'arm/v6',
};

/**
 * The normal form of a platform: aliases are replaced (`linux/aarch64` → `linux/arm64`), and so are variants that say nothing
 * (`arm64/v8`, `amd64/v1`) or are implied (`arm` is `arm/v7`). Undefined when the text has not two or three parts.
 * @see https://github.com/containerd/platforms (normalizeArch)
 */
export function normalisePlatform(text: string): string | undefined {
  const parts = text.trim().toLowerCase().split('/');
  if (parts.length < 2 || parts.length > 3 || parts.some((part) => !/^[a-z0-9_.-]+$/.test(part))) return undefined;
  const [os = '', written = '', variant] = parts;
  const known = Object.hasOwn(architectures, written) ? architectures[written] : undefined;
  const [architecture = '', implied] = (known ?? written).split('/');
  return `${os}/${architecture}${variantOf(architecture, variant ?? implied)}`;
}

function variantOf(architecture: string, variant: string | undefined): string {
  if (architecture === 'arm64' && (variant === '8' || variant === 'v8')) return '';
  if (architecture === 'amd64' && variant === 'v1') return '';
  if (architecture !== 'arm') return variant === undefined ? '' : `/${variant}`;
  return variant === undefined ? '/v7' : `/v${variant.replace(/^v/, '')}`;
}

/** Platforms whose images a machine runs, the best first: one of ARM version 7 runs what is made for 6 and 5 too. */
export function runnablePlatforms(platform: string): readonly string[] {
  const normal = normalisePlatform(platform) ?? platform;
  const arm = /^(.*\/arm\/v)([67])$/.exec(normal);
  if (!arm) return [normal];
  return ['7', '6', '5'].filter((version) => version <= (arm[2] ?? '')).map((version) => `${arm[1]}${version}`);
}
