/*
 * The smallest server that does the job: one thread, epoll, one ready-made WebSocket frame and one send() for each
 * subscriber and event. Nobody who sends one frame per event needs less CPU, so all others are measured against it.
 *
 *   GET  /ws/{topic}                  becomes a WebSocket that follows the topic
 *   POST /v1/topics/{topic}/events    sends the body to all who do, and answers when it is done
 *   GET  (anything else)              200, to see that it runs
 *
 * Usage: floor PORT      Build: cc -O2 -o floor floor.c
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>
#include "sha1.h"

enum { MAX_FILES = 65536, MAX_TOPICS = 16384, TOPIC_LENGTH = 256, INPUT = 80 * 1024, MAX_BODY = 64 * 1024, BATCH = 512, BACKLOG = 4096 };

typedef struct {
    char name[TOPIC_LENGTH];
    int *followers, count, room;
} topic;

/* What is known of a connection, by its file number. Input is only kept while a request is incomplete. */
typedef struct {
    char *input;
    int length;
    topic *follows; /* a WebSocket, when it is set */
    int place;      /* among the followers */
} client;

static client clients[MAX_FILES];
static topic *topics[MAX_TOPICS]; /* by the hash of the name, the next free place after it */
static int poll_file;
static long dropped;

static topic *topic_of(const char *name, int length)
{
    uint32_t hash = 2166136261u;
    for (int i = 0; i < length; i++) hash = (hash ^ (uint8_t)name[i]) * 16777619u;
    for (int tried = 0; tried < MAX_TOPICS; tried++) {
        topic **at = &topics[(hash + tried) % MAX_TOPICS];
        if (!*at) {
            *at = calloc(1, sizeof(topic));
            memcpy((*at)->name, name, length);
            return *at;
        }
        if (!strncmp((*at)->name, name, length) && !(*at)->name[length]) return *at;
    }
    fprintf(stderr, "more than %d topics\n", MAX_TOPICS);
    exit(1);
}

static void follow(int file, topic *to)
{
    if (to->count == to->room) to->followers = realloc(to->followers, (to->room = to->room ? 2 * to->room : 8) * sizeof(int));
    clients[file].follows = to;
    clients[file].place = to->count;
    to->followers[to->count++] = file;
}

static void forget(int file)
{
    client *gone = &clients[file];
    if (gone->follows) { /* the last follower takes its place */
        int last = gone->follows->followers[--gone->follows->count];
        gone->follows->followers[gone->place] = last;
        clients[last].place = gone->place;
    }
    free(gone->input);
    memset(gone, 0, sizeof(client));
    close(file);
}

/* Who does not take a whole frame at once would get a broken one with the next, and keeping it would be more than the least. */
static int send_all(int file, const void *bytes, int length)
{
    if (send(file, bytes, length, MSG_NOSIGNAL) == length) return 1;
    fprintf(stderr, "dropped a client that did not take what it was sent (%ld so far)\n", ++dropped);
    return 0;
}

static void broadcast(topic *to, const char *body, int length)
{
    static uint8_t frame[MAX_BODY + 10];
    int header = length < 126 ? 2 : 4;
    frame[0] = 0x81; /* the only frame of a text message */
    frame[1] = (uint8_t)(length < 126 ? length : 126);
    if (length >= 126) frame[2] = (uint8_t)(length >> 8), frame[3] = (uint8_t)length;
    memcpy(frame + header, body, length);
    for (int i = 0; i < to->count;)
        if (send_all(to->followers[i], frame, header + length)) i++;
        else forget(to->followers[i]); /* and look at who took its place */
}

static int answer(int file, const char *text) { return send_all(file, text, (int)strlen(text)); }

static int upgrade(int file, const char *headers, const char *name, int length)
{
    static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    char text[128], accept[32], reply[192];
    uint8_t digest[SHA1_LENGTH];
    const char *key = strcasestr(headers, "\r\nSec-WebSocket-Key: ");
    if (!key || length < 1 || length >= TOPIC_LENGTH) return answer(file, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    key += strlen("\r\nSec-WebSocket-Key: ");
    int size = snprintf(text, sizeof text, "%.*s%s", (int)strcspn(key, " \r"), key, guid);
    sha1(text, size < (int)sizeof text ? size : (int)sizeof text - 1, digest);
    base64(digest, sizeof digest, accept);
    snprintf(reply, sizeof reply, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
    if (!answer(file, reply)) return 0;
    follow(file, topic_of(name, length));
    return 1;
}

/* Answers one request; `input` is ended by a zero. Returns its length, 0 when it is not all there, and -1 to end the connection. */
static int take_request(int file, const char *input, int available)
{
    static const char post[] = "POST /v1/topics/", ws[] = "GET /ws/";
    const char *end = strstr(input, "\r\n\r\n");
    if (!end) return 0;
    int headers = (int)(end - input) + 4, body = 0;
    const char *field = strcasestr(input, "\r\nContent-Length:");
    if (field && field < end) body = atoi(field + strlen("\r\nContent-Length:"));
    if (body < 0 || body > MAX_BODY) return -1;
    if (available < headers + body) return 0;
    if (!strncmp(input, ws, strlen(ws))) {
        const char *name = input + strlen(ws);
        return upgrade(file, input, name, (int)strcspn(name, " ?/\r")) ? headers + body : -1;
    }
    if (!strncmp(input, post, strlen(post))) {
        const char *name = input + strlen(post);
        int length = (int)strcspn(name, "/ \r");
        if (length < 1 || length >= TOPIC_LENGTH) return -1;
        broadcast(topic_of(name, length), input + headers, body);
    }
    return answer(file, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") ? headers + body : -1;
}

/* Reads what has come. Frames of a subscriber say nothing that matters here, but for the close. Returns 0 when it is over. */
static int take_input(int file)
{
    static char buffer[INPUT + 1];
    client *from = &clients[file];
    memcpy(buffer, from->input, from->length);
    ssize_t count = recv(file, buffer + from->length, INPUT - from->length, 0);
    if (count <= 0) return count < 0 && errno == EAGAIN;
    if (from->follows) return (buffer[0] & 15) != 8;
    int available = from->length + (int)count, used = 0;
    buffer[available] = 0;
    while (available > used && !from->follows) {
        int taken = take_request(file, buffer + used, available - used);
        if (taken < 0) return 0;
        if (taken == 0) break;
        used += taken;
    }
    free(from->input);
    from->input = NULL;
    from->length = from->follows ? 0 : available - used;
    if (from->length == INPUT) return 0;
    if (from->length) memcpy(from->input = malloc(from->length), buffer + used, from->length);
    return 1;
}

static void take_clients(int listener)
{
    int file, on = 1;
    while ((file = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        if (file >= MAX_FILES) {
            close(file);
            continue;
        }
        setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = file};
        epoll_ctl(poll_file, EPOLL_CTL_ADD, file, &event);
    }
    if (errno == EMFILE) fprintf(stderr, "too many open files\n");
}

static int listen_on(int port)
{
    int on = 1, file = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(file, (struct sockaddr *)&address, sizeof address) || listen(file, BACKLOG)) {
        perror("floor");
        exit(1);
    }
    return file;
}

int main(int argc, char **argv)
{
    struct rlimit files;
    if (argc != 2) {
        fprintf(stderr, "usage: floor PORT\n");
        return 2;
    }
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    int listener = listen_on(atoi(argv[1]));
    struct epoll_event events[BATCH], event = {.events = EPOLLIN, .data.fd = listener};
    poll_file = epoll_create1(EPOLL_CLOEXEC);
    epoll_ctl(poll_file, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int count = epoll_wait(poll_file, events, BATCH, -1);
        for (int i = 0; i < count; i++) {
            int file = events[i].data.fd;
            if (file == listener) take_clients(listener);
            else if (!take_input(file)) forget(file);
        }
    }
}
