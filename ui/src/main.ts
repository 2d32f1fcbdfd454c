// The locale guard must have run before any other module of Lorch is loaded, hence the import that waits.
import './lib/text/locale-guard';

void import('./start');
