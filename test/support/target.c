/*
 * A target for what a collector or an interpreter in it would blur. One epoll loop stamps every request when it
 * is read and answers it at once, or after as many milliseconds as its first argument says. The tool's one preflight
 * request is answered and not counted. Prints its port, then a line for each of these on stdin:
 *   tell    what came since the last one, as JSON {requests, connections, stamps}
 *   count   how many requests came since the last `tell`
 *   first   once there is one: its stamp
 *   close   refuses and cuts every connection from now on; the stamp of that
 *   open    listens again; the stamp of that
 * Ends with its stdin. Linux only.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define MOST 4000000
#define MOST_FDS 65536
static const char answer[] = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{\"ok\":true}";
static double stamps[MOST];
static long requests, connections;
static int awaited, loop, listener;
static struct sockaddr_in address = {.sin_family = AF_INET};
static char connected[MOST_FDS];
/* Answers that are due later, in the order they fall due: the delay is the same for all. */
static struct { double at; int fd; } due[65536];
static unsigned first, last;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void reply(int fd) {
  if (write(fd, answer, sizeof answer - 1) < 0) return;
}

static void say(double stamp) {
  printf("%.3f\n", stamp);
  fflush(stdout);
}

static void tell(void) {
  printf("{\"requests\":%ld,\"connections\":%ld,\"stamps\":[", requests, connections);
  for (long i = 0; i < requests && i < MOST; i++) printf(i ? ",%.3f" : "%.3f", stamps[i]);
  printf("]}\n");
  fflush(stdout);
  requests = connections = 0;
}

static void watch(int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event);
}

/* Bound and not listening, the port refuses, and nobody else can be given it meanwhile. */
static void hold_port(void) {
  int one = 1;
  socklen_t size = sizeof address;
  listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&address, size)) exit(1);
  getsockname(listener, (struct sockaddr *)&address, &size);
}

static void open_port(void) {
  if (listen(listener, 4096)) exit(1);
  watch(listener);
}

static void close_port(void) {
  close(listener);
  hold_port();
  for (int fd = 0; fd < MOST_FDS; fd++)
    if (connected[fd]) close(fd);
  memset(connected, 0, sizeof connected);
  first = last;
}

static void obey(char *lines) {
  for (char *line = strtok(lines, "\n"); line; line = strtok(NULL, "\n")) {
    if (!strcmp(line, "tell")) tell();
    else if (!strcmp(line, "count")) say(requests);
    else if (!strcmp(line, "first") && requests) say(stamps[0]);
    else if (!strcmp(line, "first")) awaited = 1;
    else if (!strcmp(line, "close")) close_port(), say(now());
    else if (!strcmp(line, "open")) open_port(), say(now());
  }
}

int main(int argc, char **argv) {
  double delay = argc > 1 ? atof(argv[1]) : 0;
  struct epoll_event ready[512];
  int one = 1;
  loop = epoll_create1(0);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  hold_port();
  open_port();
  watch(0);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  for (;;) {
    double wait = first == last ? -1 : due[first % 65536].at - now();
    int n = epoll_wait(loop, ready, 512, first == last ? -1 : wait > 0 ? (int)wait : 0);
    for (; first != last && due[first % 65536].at <= now(); first++) reply(due[first % 65536].fd);
    for (int i = 0; i < n; i++) {
      int fd = ready[i].data.fd;
      char buffer[16384];
      if (fd == listener) {
        for (int client; (client = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0; connections++) {
          setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
          if (client < MOST_FDS) connected[client] = 1;
          watch(client);
        }
        continue;
      }
      ssize_t got = read(fd, buffer, sizeof buffer - 1);
      if (fd == 0) {
        if (got <= 0) return 0;
        buffer[got] = 0;
        obey(buffer);
      } else if (got == 0 || (got < 0 && errno != EAGAIN)) {
        if (fd < MOST_FDS) connected[fd] = 0;
        close(fd);
      } else if (got > 0 && memmem(buffer, got, "\r\n\r\n", 4)) {
        if (memmem(buffer, got, "x-stampede: preflight", 21)) {
          reply(fd);
          continue;
        }
        if (requests < MOST) stamps[requests] = now();
        requests++;
        if (awaited) say(stamps[0]), awaited = 0;
        if (delay > 0) {
          due[last % 65536].at = now() + delay;
          due[last++ % 65536].fd = fd;
        } else reply(fd);
      }
    }
  }
}
