import type { Order, OrderStatus } from '@/api'

/** The place of an event in its channel: from 1, without holes, within an epoch. */
export interface Position {
  epoch: string
  seq: number
}

/** What every event's data carries besides what happened. */
export interface EventData {
  _rt: Position
  /** The short form of an event that was too large for the driver: it lacks lines and notes. */
  partial?: boolean
}

/** The order as the audience may see it, and a sentence fit to show a person. */
export interface OrderEventData extends EventData, Order {
  message: string
}

/** A move of an order. */
export interface OrderMoveData extends OrderEventData {
  previous_status: OrderStatus
  new_status: OrderStatus
}

/** An event of a channel of orders, whole and in its place. */
export type OrderEvent =
  | { name: 'OrderReceived'; data: OrderEventData; origin: Origin }
  | { name: 'OrderSeen'; data: OrderEventData; origin: Origin }
  | { name: 'OrderStatusChanged'; data: OrderMoveData; origin: Origin }

/** Whether an event came by itself or was asked for after an absence. Either way it is shown once. */
export type Origin = 'live' | 'caught-up'

/** Any event, as the wire has it. */
export interface ChannelEvent<Data extends EventData = EventData> {
  name: string
  data: Data
  origin: Origin
}

/** Whether an event is one of those about orders. New ones may come: take those you know. */
export function isOrderEvent(event: ChannelEvent): event is ChannelEvent & OrderEvent {
  return ['OrderReceived', 'OrderSeen', 'OrderStatusChanged'].includes(event.name)
}

/** The stall's channel: every order of the stall. */
export function vendorChannel(vendorId: number): string {
  return `private-vendor-orders.${vendorId}`
}

/** The customer's channel: the own orders, of all stalls. */
export function customerChannel(customerId: number): string {
  return `private-customer-orders.${customerId}`
}
