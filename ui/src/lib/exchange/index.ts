export { exportAll, importFile, reportWords } from './exchange';
