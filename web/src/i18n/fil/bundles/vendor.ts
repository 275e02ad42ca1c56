export { default as dashboard } from '../dashboard'
export { default as counter } from '../counter'
