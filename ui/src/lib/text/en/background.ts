/** What Lorch does while its window is closed. */
export const background = {
  name: 'When the window is closed',
  tray: 'Stay in the tray',
  trayText: 'Closing the window leaves Lorch there: feeds are fetched, reminders come. Quit ends it.',
  noTray: 'This desktop shows no tray now, so closing the window ends Lorch.',
  autostart: 'Start with the session',
  autostartText: 'Lorch begins in the tray when you sign in to this computer.',
};
