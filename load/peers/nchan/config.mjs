import { userInfo } from 'node:os';

/**
 * The configuration of one nginx with nchan: one worker, everything in a folder of its own.
 * @param {{ port: number, folder: string, openFiles: number }} where
 */
export function nginxConfig({ port, folder, openFiles }) {
  const root = process.getuid() === 0;
  return `${root ? `user ${userInfo().username};\n` : ''}load_module modules/ngx_nchan_module.so;
daemon off;
worker_processes 1;
worker_rlimit_nofile ${openFiles};
pid ${folder}/nginx.pid;
error_log stderr warn;

events {
  worker_connections ${openFiles};
}

http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  keepalive_requests 1000000000;

  server {
    listen 127.0.0.1:${port} backlog=4096;

    location ~ ^/topics/([^/]+)$ {
      nchan_subscriber websocket;
      nchan_channel_id $1;
      nchan_subscriber_first_message newest;
    }

    location ~ ^/v1/topics/([^/]+)/events$ {
      nchan_publisher http;
      nchan_channel_id $1;
    }
  }
}
`;
}
