import { createRawSnippet } from 'svelte';
import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import Checkbox from './Checkbox.svelte';
import DateField from './DateField.svelte';
import SearchField from './SearchField.svelte';
import Select from './Select.svelte';
import Slider from './Slider.svelte';

const words = (text: string) => createRawSnippet(() => ({ render: () => `<span>${text}</span>` }));

test('a checkbox has its words as name, says its mixed state and its new value', async () => {
  const onset = vi.fn();
  render(Checkbox, { props: { checked: false, mixed: true, onset, count: '94', children: words('Reader') } });
  const box = screen.getByRole('checkbox', { name: /Reader/ });
  expect(box).toBePartiallyChecked();
  await fireEvent.click(box);
  expect(onset).toHaveBeenCalledWith(true);
});

test('a slider speaks its value in words', async () => {
  const onset = vi.fn();
  render(Slider, { props: { label: 'Article text', value: 19, least: 16, most: 24, text: '19 px', onset } });
  const slider = screen.getByRole('slider', { name: 'Article text' });
  expect(slider).toHaveAttribute('aria-valuetext', '19 px');
  await fireEvent.input(slider, { target: { value: '22' } });
  expect(onset).toHaveBeenCalledWith(22);
});

test('Escape empties a search field before it leaves it; Enter and an arrow go on', async () => {
  const onleave = vi.fn();
  const onclear = vi.fn();
  render(SearchField, { props: { label: 'Filter', value: 'fog', onleave, onclear } });
  const field = screen.getByRole('textbox', { name: 'Filter' });
  field.focus();
  await fireEvent.keyDown(field, { key: 'Escape' });
  expect(field).toHaveValue('');
  expect(field).toHaveFocus();
  await fireEvent.keyDown(field, { key: 'Escape' });
  expect(field).not.toHaveFocus();
  await fireEvent.keyDown(field, { key: 'Enter' });
  await fireEvent.keyDown(field, { key: 'ArrowDown' });
  expect(onleave).toHaveBeenCalledTimes(2);
});

test('a select is found by its label, shown or only spoken', async () => {
  const onpick = vi.fn();
  const options = [
    { value: 'a', text: 'All' },
    { value: 'f', text: 'Feeds' },
  ];
  render(Select, { props: { label: 'Source', bare: true, value: 'a', options, onpick } });
  await fireEvent.change(screen.getByRole('combobox', { name: 'Source' }), { target: { value: 'f' } });
  expect(onpick).toHaveBeenCalledWith('f');
});

test('a date outside its bounds is not taken', async () => {
  const onset = vi.fn();
  render(DateField, { props: { label: 'Day', value: '2026-11-21', to: '2026-11-21', onset } });
  const field = screen.getByLabelText('Day');
  await fireEvent.change(field, { target: { value: '2027-01-01' } });
  await fireEvent.change(field, { target: { value: '2024-02-29' } });
  expect(onset.mock.calls).toEqual([['2024-02-29']]);
});
