/*
 * An independent measure of latency: a few WebSocket subscribers with code and numbers of their own, to check the load
 * tool's engine with. It is told on its input, line by line, and answers each line on its output:
 *
 *   connect            opens one more subscriber         -> connected
 *   measure TIMESTAMP  counts what is due from then on   -> measuring
 *   report             tells all that was counted        -> report COUNT P50 P90 P99 MAX (in microseconds)
 *
 * Every latency is kept as it is, in nanoseconds, and sorted for the report: there are no buckets. It ends when the kernel had
 * the event, by the kernel's own note: the witness shares a core with what it checks, and its own turn comes late.
 *
 * Usage: witness PORT TOPIC      Build: cc -O2 -o witness witness.c
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, BUFFER = 64 * 1024, MARK = 40, DUE_AT = 20, MAX_SAMPLES = 1 << 22, LINE = 128, CLOSE_TOGETHER = 5000, MAX_TRIES = 100 };

static int64_t *samples, count, from = INT64_MAX;
static int poll_file, port;
static const char *topic;

static int64_t in_nanoseconds(struct timespec time) { return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec; }

static int64_t now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return in_nanoseconds(time);
}

/* The kernel's notes are wall clock, schedules are not. Read again when something came between the two. */
static int64_t since_boot(int64_t wall)
{
    for (int tried = 1;; tried++) {
        int64_t before = now(CLOCK_MONOTONIC), at = now(CLOCK_REALTIME), after = now(CLOCK_MONOTONIC);
        if (after - before < CLOSE_TOGETHER || tried == MAX_TRIES) return wall - at + before;
    }
}

static void fail(const char *why)
{
    fprintf(stderr, "witness: %s\n", why);
    exit(1);
}

static void open_one(void)
{
    static char buffer[BUFFER];
    int on = 1, file = socket(AF_INET, SOCK_STREAM, 0), length = 0;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (connect(file, (struct sockaddr *)&address, sizeof address)) fail("cannot connect");
    setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (setsockopt(file, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on)) fail("no timestamps");
    int size = snprintf(buffer, sizeof buffer,
        "GET /ws/%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: d2l0bmVzcyB3aXRuZXNzIQ==\r\n\r\n", topic, port);
    if (send(file, buffer, size, MSG_NOSIGNAL) != size) fail("cannot send");
    while (!memmem(buffer, length, "\r\n\r\n", 4)) {
        ssize_t got = recv(file, buffer + length, sizeof buffer - length, 0);
        if (got <= 0) fail("no answer to the upgrade");
        length += got;
    }
    if (strncmp(buffer, "HTTP/1.1 101", 12)) fail("no upgrade");
    struct epoll_event event = {.events = EPOLLIN, .data.fd = file};
    epoll_ctl(poll_file, EPOLL_CTL_ADD, file, &event);
}

/* Reads what is there; `arrival` is when the last of it came. */
static ssize_t receive(int file, char *buffer, size_t size, int64_t *arrival)
{
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(struct timespec))];
    } note;
    struct iovec part = {.iov_base = buffer, .iov_len = size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &note, .msg_controllen = sizeof note};
    ssize_t length = recvmsg(file, &message, MSG_DONTWAIT);
    struct cmsghdr *first = CMSG_FIRSTHDR(&message);
    if (length <= 0) fail("a connection ended");
    if (!first || first->cmsg_type != SCM_TIMESTAMPNS) fail("the kernel does not say when something came");
    struct timespec came;
    memcpy(&came, CMSG_DATA(first), sizeof came);
    *arrival = since_boot(in_nanoseconds(came));
    return length;
}

/* A frame of the floor is sent by one call and is small, so it is read by one call too. */
static void take_events(int file)
{
    static char buffer[BUFFER + 1];
    int64_t at;
    ssize_t length = receive(file, buffer, BUFFER, &at);
    char *rest = buffer, *mark;
    while ((mark = memmem(rest, buffer + length - rest, "~L~", 3)) && mark + MARK <= buffer + length) {
        char due[21] = {0};
        memcpy(due, mark + DUE_AT, 20);
        int64_t when = strtoll(due, NULL, 10);
        if (when >= from && count < MAX_SAMPLES) samples[count++] = at - when;
        rest = mark + MARK;
    }
}

static int by_size(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static double percentile(double share)
{
    int64_t rank = (int64_t)(share * count + 0.999999) - 1;
    return count ? samples[rank < 0 ? 0 : rank] / 1000.0 : 0;
}

static void obey(void)
{
    char line[LINE];
    if (!fgets(line, sizeof line, stdin)) exit(0);
    if (!strncmp(line, "connect", 7)) {
        open_one();
        puts("connected");
    } else if (!strncmp(line, "measure ", 8)) {
        from = atoll(line + 8);
        puts("measuring");
    } else {
        qsort(samples, count, sizeof *samples, by_size);
        printf("report %ld %.1f %.1f %.1f %.1f\n", (long)count, percentile(0.5), percentile(0.9), percentile(0.99), percentile(1));
    }
    fflush(stdout);
}

int main(int argc, char **argv)
{
    if (argc != 3) fail("usage: witness PORT TOPIC");
    port = atoi(argv[1]);
    topic = argv[2];
    samples = malloc(MAX_SAMPLES * sizeof *samples);
    setvbuf(stdin, NULL, _IONBF, 0); /* epoll must see every line that was not read */
    struct epoll_event events[BATCH], event = {.events = EPOLLIN, .data.fd = STDIN_FILENO};
    poll_file = epoll_create1(EPOLL_CLOEXEC);
    epoll_ctl(poll_file, EPOLL_CTL_ADD, STDIN_FILENO, &event);
    for (;;) {
        int ready = epoll_wait(poll_file, events, BATCH, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.fd == STDIN_FILENO) obey();
            else take_events(events[i].data.fd);
        }
    }
}
