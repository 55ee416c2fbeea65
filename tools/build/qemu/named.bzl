"""QEMUs that run side by side, each under a name of its own."""

# NAME=PATH of each, with commas between them.
NAMED = "QGRAPH_QEMUS"

_NAME_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

def parse_named(text):
    """Reads the value of NAMED.

    Args:
      text: the value.

    Returns:
      A dict from a name to the location of its QEMU, in the order of the text.
    """
    named = {}
    for entry in [entry.strip() for entry in text.split(",")]:
        if not entry:
            continue
        name, found, location = entry.partition("=")
        if not found or not name or not location:
            fail("%s=%s: %r is not NAME=PATH" % (NAMED, text, entry))
        if [c for c in name.elems() if c not in _NAME_CHARACTERS]:
            fail("%s=%s: the name %r has other characters than letters, digits, '.', '_' and '-'" % (NAMED, text, name))
        if name in named:
            fail("%s=%s: the name %r is there twice" % (NAMED, text, name))
        named[name] = location
    return named

def _named_repository_impl(repository_ctx):
    names = repository_ctx.attr.names
    lines = ['"""The QEMUs that %s names."""' % NAMED, ""]
    lines += ['load("@qemu_%s//:probe.bzl", qemu_%d = "QEMU")' % (name, i) for i, name in enumerate(names)]
    lines += ["", "QEMUS = {"]
    for i, name in enumerate(names):
        lines.append('    %r: struct(probe = qemu_%d, repository = str(Label("@qemu_%s//:probe.bzl")).partition("//")[0]),' % (name, i, name))
    repository_ctx.file("qemus.bzl", "\n".join(lines + ["}", ""]), executable = False)
    repository_ctx.file("BUILD.bazel", "", executable = False)

named_repository = repository_rule(
    doc = "Lists the named QEMUs: qemus.bzl has a dict from a name to its inventory and the repository with its bundles.",
    implementation = _named_repository_impl,
    attrs = {"names": attr.string_list(doc = "The names; qemu_NAME is the repository of each.")},
)
