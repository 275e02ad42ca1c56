export { default as hall } from '../hall'
