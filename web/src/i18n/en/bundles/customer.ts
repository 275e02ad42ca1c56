export { default as menu } from '../menu'
export { default as cart } from '../cart'
export { default as checkout } from '../checkout'
export { default as tracking } from '../tracking'
