"""QEMUs that run side by side, each under a name of its own."""

# NAME=PATH of each, with commas between them.
NAMED = "QGRAPH_QEMUS"

# The same of those that are the second QEMU of tests of two; a NAME of NAMED needs no PATH.
SECOND = "QGRAPH_TO"

_NAME_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

def parse_named(text, variable = NAMED):
    """Reads the value of NAMED.

    Args:
      text: the value.
      variable: the name of the variable that has it.

    Returns:
      A dict from a name to the location of its QEMU, in the order of the text.
    """
    named = {}
    for entry in [entry.strip() for entry in text.split(",")]:
        if not entry:
            continue
        name, found, location = entry.partition("=")
        if not found or not name or not location:
            fail("%s=%s: %r is not NAME=PATH" % (variable, text, entry))
        if [c for c in name.elems() if c not in _NAME_CHARACTERS]:
            fail("%s=%s: the name %r has other characters than letters, digits, '.', '_' and '-'" % (variable, text, name))
        if name in named:
            fail("%s=%s: the name %r is there twice" % (variable, text, name))
        named[name] = location
    return named

def parse_second(text, named):
    """Reads the value of SECOND.

    Args:
      text: the value.
      named: the QEMUs of NAMED, as parse_named returns them.

    Returns:
      A struct of the names of the second QEMUs, and of a dict like named of those that NAMED does not have.
    """
    names = []
    more = []
    for entry in [entry.strip() for entry in text.split(",")]:
        name, found, _ = entry.partition("=")
        if not entry or name in names:
            continue
        if found and name in named:
            fail("%s=%s: %s has a QEMU of the name %r, too" % (SECOND, text, NAMED, name))
        if not found and name not in named:
            fail("%s=%s: %r is neither NAME=PATH nor a name of %s" % (SECOND, text, entry, NAMED))
        names.append(name)
        if found:
            more.append(entry)
    return struct(names = names, more = parse_named(",".join(more), SECOND))

def _named_repository_impl(repository_ctx):
    names = repository_ctx.attr.names
    second = repository_ctx.attr.second
    loaded = {name: "qemu_%d" % i for i, name in enumerate(names + [name for name in second if name not in names])}
    lines = ['"""The QEMUs that %s and %s name."""' % (NAMED, SECOND), ""]
    lines += ['load("@qemu_%s//:probe.bzl", %s = "QEMU")' % (name, probe) for name, probe in loaded.items()]
    for variable, some in {"QEMUS": names, "SECOND": second}.items():
        lines += ["", variable + " = {"]
        for name in some:
            lines.append('    %r: struct(probe = %s, repository = str(Label("@qemu_%s//:probe.bzl")).partition("//")[0]),' % (name, loaded[name], name))
        lines.append("}")
    repository_ctx.file("qemus.bzl", "\n".join(lines + [""]), executable = False)
    repository_ctx.file("BUILD.bazel", "", executable = False)

named_repository = repository_rule(
    doc = """Lists the named QEMUs: qemus.bzl has dicts from a name to its inventory and the repository with its bundles,
QEMUS of those that run paths, SECOND of those that tests of two QEMUs have as their second.""",
    implementation = _named_repository_impl,
    attrs = {
        "names": attr.string_list(doc = "The names for QEMUS; qemu_NAME is the repository of each."),
        "second": attr.string_list(doc = "The names for SECOND, likewise."),
    },
)
