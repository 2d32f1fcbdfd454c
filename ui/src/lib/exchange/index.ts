export { cancelImport, exportAll, importFile, reportWords } from './exchange';
