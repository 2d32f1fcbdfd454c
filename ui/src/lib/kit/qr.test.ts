import { render, screen } from '@testing-library/svelte';
import { encode } from 'uqr';
import { expect, test } from 'vitest';
import Qr from './Qr.svelte';

test('every dark module of the code is drawn, and nothing else', () => {
  const text = 'lorch-pair:aeaqkz3lmfxgk43bn5rgk3dpmnzwi2lnnfzxgzt';
  render(Qr, { props: { text, label: 'The ticket' } });
  const drawn = screen.getByRole('img', { name: 'The ticket' });
  const runs = [
    ...drawn
      .querySelector('path')!
      .getAttribute('d')!
      .matchAll(/M(\d+) (\d+)h(\d+)v1H\1z/g),
  ];
  const { data, size } = encode(text, { border: 3 });
  const dark = data.map((row) => row.map(() => false));
  for (const [, x, y, width] of runs) dark[Number(y)]!.fill(true, Number(x), Number(x) + Number(width));
  expect(dark).toEqual(data);
  expect(drawn).toHaveAttribute('viewBox', `0 0 ${size} ${size}`);
});
