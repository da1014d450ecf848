/**
 * The configuration of one mosquitto: publishers come by plain MQTT, subscribers by MQTT over WebSocket.
 * @param {{ port: number, publishPort: number }} ports
 */
export const mosquittoConfig = ({ port, publishPort }) => `allow_anonymous true
persistence false
log_type error
log_dest stderr
set_tcp_nodelay true

listener ${publishPort} 127.0.0.1

listener ${port} 127.0.0.1
protocol websockets
`;
