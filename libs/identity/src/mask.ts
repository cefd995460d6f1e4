// In: a value that identifies. Out: its shape, for a message: what is a digit and what a letter, and nothing else.

/** `85.07.30-033.28` becomes `##.##.##-###.##`: enough to see a missing digit, nothing to know a person by. */
export const mask = (value: string): string => {
  const shape = value.replaceAll(/\p{N}/gu, '#').replaceAll(/\p{L}|\p{M}/gu, 'x');
  return shape.length > 24 ? `${shape.slice(0, 24)}…` : shape;
};
