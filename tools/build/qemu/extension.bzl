"""The module extension that makes @qemu of the available QEMU, and @qemus of named ones. See README.md."""

load(":named.bzl", "NAMED", "SECOND", "named_repository", "parse_named", "parse_second")
load(":repository.bzl", "qemu_repository")

def _qemu_impl(module_ctx):
    qemu_repository(name = "qemu")
    named = parse_named(module_ctx.getenv(NAMED, ""))
    second = parse_second(module_ctx.getenv(SECOND, ""), named)
    for variable, some in {NAMED: named, SECOND: second.more}.items():
        for name, location in some.items():
            qemu_repository(
                name = "qemu_" + name,
                location = location,
                setting = "%s: %s" % (variable, name),
            )
    named_repository(
        name = "qemus",
        names = named.keys(),
        second = second.names,
    )
    return module_ctx.extension_metadata(
        root_module_direct_deps = ["qemu", "qemus"],
        root_module_direct_dev_deps = [],
    )

qemu = module_extension(
    doc = "Makes the repository @qemu: a bundle for each architecture, and its inventory. @qemus lists more of the kind.",
    implementation = _qemu_impl,
)
