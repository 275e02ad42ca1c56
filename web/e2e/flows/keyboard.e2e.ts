import { keyboard } from '../support/hands'
import { testThatAnOrderTravels } from './orderTravels'

testThatAnOrderTravels(keyboard)
