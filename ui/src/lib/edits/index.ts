export { forgetUndo, offerUndo, redo, undo } from './undo';
export { told } from './words';
