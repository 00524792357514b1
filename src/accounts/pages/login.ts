// Small pure things about accounts: a login made from a name, a secret that can be read out.

const bare = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase().replace(/[^a-z0-9 ]/g, ' ');

/** "Lò Văn Hặc" is suggested "hac.lv": the given name, then the first letters of the rest, as offices here do. */
export function suggestedLogin(name: string): string {
  const words = bare(name).split(' ').filter(Boolean);
  const given = words.pop() ?? '';
  const rest = words.map((word) => word[0]).join('');
  return rest ? `${given}.${rest}` : given;
}

/** In groups of four, as it is read out and typed. */
export function grouped(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? '';
}
