#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stdint.h>
#include <pthread.h>
#include <signal.h>
static int racy;
static void *race(void *p) { for (int i = 0; i < 100000; i++) racy++; return p; }
static volatile int big = 401;
int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    if (!strcmp(what, "index")) { uint8_t t[16][8] = {{0}}; volatile uint8_t v = t[big % 500][0]; (void)v; }
    if (!strcmp(what, "shift")) { volatile int v = 1 << big; (void)v; }
    if (!strcmp(what, "align")) { char b[16] = {0}; volatile uint32_t v = *(uint32_t *)(b + 1 + (big & 0)); (void)v; }
    if (!strcmp(what, "null")) { char *volatile p = NULL; memcpy(p, p, big & 0); }
    if (!strcmp(what, "heap")) { char *p = malloc(16); volatile char v = p[16 + (big & 3)]; (void)v; free(p); }
    if (!strcmp(what, "use")) { char *p = malloc(16); free(p); volatile char v = p[big & 3]; (void)v; }
    if (!strcmp(what, "stack")) { char p[16]; memset(p, 0, 16); volatile char v = p[16 + (big & 3)]; (void)v; }
    if (!strcmp(what, "leak")) { char *volatile p = malloc(16); p = NULL; }
    if (!strcmp(what, "segv")) { volatile int *volatile p = (int *)8; *p = 1; }
    if (!strcmp(what, "race")) { pthread_t a, b; pthread_create(&a, 0, race, 0); pthread_create(&b, 0, race, 0); pthread_join(a, 0); pthread_join(b, 0); }
    fprintf(stderr, "goes on\n");
    return 0;
}
