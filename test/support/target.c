/*
 * A target for what a collector or an interpreter in it would blur. One epoll loop stamps every request when it
 * is read and answers it at once, or after as many milliseconds as its first argument says. Prints its port; for a line
 * on stdin, what came since the last one as JSON {requests, connections, stamps}. Ends with its stdin. Linux only.
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
static const char answer[] = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{\"ok\":true}";
static double stamps[MOST];
static long requests, connections;
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

static void tell(void) {
  printf("{\"requests\":%ld,\"connections\":%ld,\"stamps\":[", requests, connections);
  for (long i = 0; i < requests && i < MOST; i++) printf(i ? ",%.3f" : "%.3f", stamps[i]);
  printf("]}\n");
  fflush(stdout);
  requests = connections = 0;
}

int main(int argc, char **argv) {
  double delay = argc > 1 ? atof(argv[1]) : 0;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 4096)) return 1;
  getsockname(listener, (struct sockaddr *)&address, &size);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  int loop = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, ready[512];
  epoll_ctl(loop, EPOLL_CTL_ADD, listener, &event);
  event.data.fd = 0;
  epoll_ctl(loop, EPOLL_CTL_ADD, 0, &event);
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
          event.data.fd = client;
          epoll_ctl(loop, EPOLL_CTL_ADD, client, &event);
        }
        continue;
      }
      ssize_t got = read(fd, buffer, sizeof buffer);
      if (fd == 0) {
        if (got <= 0) return 0;
        tell();
      } else if (got == 0 || (got < 0 && errno != EAGAIN)) {
        close(fd);
      } else if (got > 0 && memmem(buffer, got, "\r\n\r\n", 4)) {
        if (requests < MOST) stamps[requests] = now();
        requests++;
        if (delay > 0) {
          due[last % 65536].at = now() + delay;
          due[last++ % 65536].fd = fd;
        } else reply(fd);
      }
    }
  }
}
