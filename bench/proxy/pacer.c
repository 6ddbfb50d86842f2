/*
 * A paced client for what a collector or an interpreter in it would blur: `pacer PORT CONNECTIONS RATE SECONDS` sends so
 * many requests a second over kept-alive connections to 127.0.0.1, each on one that is idle, and prints JSON
 * {requests, unanswered, p50Us, p99Us}. A request's time counts from when it was due, also when it had to wait for a
 * connection. Linux only.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define MOST_CONNECTIONS 4096
static const char request[] = "GET / HTTP/1.1\r\nhost: bench\r\n\r\n";
static const double grace = 1e6;
static int idle[MOST_CONNECTIONS], idles, loop;
static double due_at[65536];

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void dial(int port) {
  int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (fd < 0 || fd >= 65536 || connect(fd, (struct sockaddr *)&to, sizeof to)) perror("connect"), exit(1);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event);
  idle[idles++] = fd;
}

int main(int argc, char **argv) {
  if (argc != 5) return fprintf(stderr, "pacer PORT CONNECTIONS RATE SECONDS\n"), 2;
  int connections = atoi(argv[2]);
  double period = 1e6 / atof(argv[3]);
  long most = atof(argv[3]) * atof(argv[4]), sent = 0, answered = 0;
  double *took = calloc(most + 1, sizeof *took);
  if (connections < 1 || connections > MOST_CONNECTIONS || took == NULL) return 2;
  prctl(PR_SET_TIMERSLACK, 1);
  loop = epoll_create1(0);
  for (int i = 0; i < connections; i++) dial(atoi(argv[1]));
  double start = now() + 1e5, end = start + most * period + grace;
  while (answered < most && now() < end) {
    for (double at = start + sent * period; sent < most && idles > 0 && at <= now(); at = start + ++sent * period) {
      /* The one that was idle longest: all take their turns. */
      int fd = idle[0];
      memmove(idle, idle + 1, --idles * sizeof *idle);
      due_at[fd] = at;
      if (write(fd, request, sizeof request - 1) < 0) perror("write"), exit(1);
    }
    double wait = (sent < most && idles > 0 ? start + sent * period : end) - now();
    struct timespec timeout = {.tv_sec = wait > 0 ? wait / 1e6 : 0};
    timeout.tv_nsec = wait > 0 ? (wait - timeout.tv_sec * 1e6) * 1e3 : 0;
    struct epoll_event ready[64];
    int n = epoll_pwait2(loop, ready, 64, &timeout, NULL);
    for (int i = 0; i < n; i++) {
      char buffer[16384];
      int fd = ready[i].data.fd;
      if (read(fd, buffer, sizeof buffer) <= 0) fprintf(stderr, "a connection ended\n"), exit(1);
      took[answered++] = now() - due_at[fd];
      idle[idles++] = fd;
    }
  }
  qsort(took, answered, sizeof *took, ascending);
  printf("{\"requests\":%ld,\"unanswered\":%ld,\"p50Us\":%.1f,\"p99Us\":%.1f}\n", answered, most - answered,
         answered ? took[answered / 2] : 0, answered ? took[answered * 99 / 100] : 0);
  return 0;
}
