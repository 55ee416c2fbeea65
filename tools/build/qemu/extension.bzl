"""The module extension that makes @qemu of the available QEMU. See README.md."""

load(":repository.bzl", "qemu_repository")

def _qemu_impl(module_ctx):
    qemu_repository(name = "qemu")
    return module_ctx.extension_metadata(
        root_module_direct_deps = ["qemu"],
        root_module_direct_dev_deps = [],
    )

qemu = module_extension(
    doc = "Makes the repository @qemu: a bundle for each architecture, and its inventory.",
    implementation = _qemu_impl,
)
