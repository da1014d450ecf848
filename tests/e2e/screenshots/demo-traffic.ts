import type { HubServer } from '../kit/hub-server.js';
import { publish } from '../kit/http.js';

const SYMBOLS = ['ACME', 'GLBX', 'INTC', 'UMBR'];
const ROOMS = ['kitchen', 'attic', 'cellar'];
const SAYINGS = ['Deploy is through', 'Looks good from here', 'Who broke the build?', 'Coffee is ready'];

/** Makes some topics flow, each in its own way, until the returned function is called. */
export function startTraffic(server: HubServer): () => void {
  const prices = new Map(SYMBOLS.map((symbol, index) => [symbol, 80 + 37 * index]));
  let count = 0;
  const tick = (): void => {
    count++;
    const symbol = SYMBOLS[count % SYMBOLS.length] ?? '';
    const price = (prices.get(symbol) ?? 100) * (1 + (Math.random() - 0.5) / 200);
    prices.set(symbol, price);
    const quote = { symbol, price: round(price, 2), volume: Math.ceil(Math.random() * 900) };
    void publish(server, 'demo:quotes', quote, { key: symbol, type: 'quote' });
    if (count % 4 === 0) sense(server, count / 4);
    if (count % 30 === 0) order(server, 4000 + count / 30, symbol);
    if (count % 70 === 0) void publish(server, 'chat:team', SAYINGS[(count / 70) % SAYINGS.length]);
  };
  const timer = setInterval(tick, 60);
  return () => {
    clearInterval(timer);
  };
}

function sense(server: HubServer, tick: number): void {
  const room = ROOMS[tick % ROOMS.length] ?? '';
  const celsius = round(19 + 3 * Math.sin(tick / 40) + Math.random() / 2, 1);
  void publish(server, 'demo:sensors', { room, celsius, humidity: 40 + (tick % 9) }, { key: room });
}

function order(server: HubServer, number: number, symbol: string): void {
  void publish(server, 'demo:orders', { order: number, symbol, amount: 1 + (number % 20) }, { type: 'created' });
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
