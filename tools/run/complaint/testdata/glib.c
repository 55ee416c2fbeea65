#include <stdio.h>
#include <string.h>
void g_log(const char *domain, int level, const char *format, ...);
void g_return_if_fail_warning(const char *domain, const char *function, const char *expression);
void g_assertion_message_expr(const char *domain, const char *file, int line, const char *func, const char *expr);
void g_set_prgname(const char *);
int main(int argc, char **argv)
{
    const char *what = argv[1];
    if (!strcmp(what, "critical")) { g_return_if_fail_warning("GLib", "g_source_remove", "tag > 0"); g_return_if_fail_warning(NULL, "g_source_remove", "tag > 0"); g_log("Gtk", 1 << 3, "cannot open display"); }
    if (!strcmp(what, "warning")) { g_log("Gtk", 1 << 4, "Could not load the icon theme"); g_log(NULL, 1 << 4, "no icon"); g_log(NULL, 1 << 5, "a message"); }
    if (!strcmp(what, "assert")) g_assertion_message_expr(NULL, "../hw/core/x.c", 12, "x_realize", "n < 8");
    if (!strcmp(what, "unreached")) g_assertion_message_expr("qemu", "../hw/core/x.c", 12, "x_realize", NULL);
    fprintf(stderr, "goes on\n");
    return 0;
}
