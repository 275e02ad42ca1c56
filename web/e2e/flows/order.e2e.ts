import { pointer } from '../support/hands'
import { testThatAnOrderTravels } from './orderTravels'

testThatAnOrderTravels(pointer)
