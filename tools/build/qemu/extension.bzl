"""The module extension that makes @qemu of the available QEMU, and @qemus of named ones. See README.md."""

load(":named.bzl", "NAMED", "named_repository", "parse_named")
load(":repository.bzl", "qemu_repository")

def _qemu_impl(module_ctx):
    qemu_repository(name = "qemu")
    named = parse_named(module_ctx.getenv(NAMED, ""))
    for name, location in named.items():
        qemu_repository(
            name = "qemu_" + name,
            location = location,
            setting = "%s: %s" % (NAMED, name),
        )
    named_repository(
        name = "qemus",
        names = named.keys(),
    )
    return module_ctx.extension_metadata(
        root_module_direct_deps = ["qemu", "qemus"],
        root_module_direct_dev_deps = [],
    )

qemu = module_extension(
    doc = "Makes the repository @qemu: a bundle for each architecture, and its inventory. @qemus lists more of the kind.",
    implementation = _qemu_impl,
)
