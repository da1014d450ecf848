/**
 * The configuration of one NATS server: publishers come by TCP, subscribers by WebSocket, as browsers would.
 * @param {{ port: number, publishPort: number }} ports
 */
export const natsConfig = ({ port, publishPort }) => `listen: "127.0.0.1:${publishPort}"
max_connections: 100000
websocket {
  listen: "127.0.0.1:${port}"
  no_tls: true
}
`;
