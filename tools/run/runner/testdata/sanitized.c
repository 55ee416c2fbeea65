/* Plays a QEMU that was built with sanitizers: it answers qtest on descriptor 3 and QMP on 4, and has a fault at
 * each of some addresses. */
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile int many = 401;

static void fault(unsigned long addr)
{
    switch (addr) {
    case 0x1000: { /* UndefinedBehaviorSanitizer goes on */
        volatile int v = 1 << many;
        (void)v;
        break;
    }
    case 0x2000: { /* AddressSanitizer ends the program */
        char *p = malloc(16);
        free(p);
        volatile char v = p[many & 1];
        (void)v;
        break;
    }
    case 0x3000: { /* LeakSanitizer speaks at the end */
        void *volatile p = malloc(16);
        p = NULL;
        (void)p;
        break;
    }
    }
}

static void qtest(char *line)
{
    unsigned long addr;
    if (sscanf(line, "%*s 0x%lx", &addr) == 1) {
        fault(addr);
    }
    dprintf(3, strncmp(line, "endianness", 10) ? "OK 0x0\n" : "OK little\n");
}

static void qmp(char *line)
{
    const char *id = strstr(line, "\"id\":");
    dprintf(4, "{\"return\": {}, \"id\": %d}\n", id ? atoi(id + 5) : 0);
    if (strstr(line, "\"quit\"")) {
        exit(0);
    }
}

/* Reads what has come, and calls f with each line of it. */
static void serve(int fd, char *buf, size_t size, size_t *n, void (*f)(char *))
{
    ssize_t got = read(fd, buf + *n, size - *n - 1);
    if (got <= 0) {
        exit(0);
    }
    *n += got;
    buf[*n] = 0;
    for (char *end; (end = strchr(buf, '\n')); ) {
        *end = 0;
        f(buf);
        *n -= end + 1 - buf;
        memmove(buf, end + 1, *n + 1);
    }
}

int main(int argc, char **argv)
{
    static char buf[2][1 << 16];
    static size_t n[2];
    if (!strcmp(argv[argc - 1], "--version")) {
        puts("QEMU emulator version 0");
        return 0;
    }
    dprintf(4, "{\"QMP\": {\"version\": {\"qemu\": {\"major\": 0, \"minor\": 1, \"micro\": 2}, \"package\": \"\"}, \"capabilities\": []}}\n");
    struct pollfd fds[2] = {{3, POLLIN, 0}, {4, POLLIN, 0}};
    while (poll(fds, 2, -1) >= 0) {
        for (int i = 0; i < 2; i++) {
            if (fds[i].revents) {
                serve(fds[i].fd, buf[i], sizeof buf[i], &n[i], i ? qmp : qtest);
            }
        }
    }
    return 1;
}
