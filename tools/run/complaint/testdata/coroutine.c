#include <ucontext.h>
#include <stdio.h>
static ucontext_t a, b; static char st[65536];
static void f(void) { fprintf(stderr, "in f\n"); swapcontext(&b, &a); }
int main(void) { getcontext(&b); b.uc_stack.ss_sp = st; b.uc_stack.ss_size = sizeof st; b.uc_link = &a; makecontext(&b, f, 0); swapcontext(&a, &b); return 0; }
