"""The test of a bundle of @qemu."""

def _genuine_test_impl(ctx):
    executable = ctx.actions.declare_file(ctx.label.name + "_test")
    ctx.actions.symlink(output = executable, target_file = ctx.executable.binary, is_executable = True)
    env = dict(ctx.attr.binary[RunEnvironmentInfo].environment)
    env["BYTE_ORDER"] = "big" if ctx.attr.big_endian else "little"
    env["QGRAPH_BUNDLE"] = ctx.file.manifest.short_path.removeprefix("../")
    env["QGRAPH_PROBE"] = ctx.file.probe.short_path.removeprefix("../")
    return [
        DefaultInfo(
            executable = executable,
            files = depset([executable]),
            runfiles = ctx.runfiles([ctx.file.manifest, ctx.file.probe] + ctx.files.data),
        ),
        RunEnvironmentInfo(env),
    ]

genuine_test = rule(
    implementation = _genuine_test_impl,
    attrs = {
        "big_endian": attr.bool(doc = "Whether the architecture is big-endian."),
        "binary": attr.label(
            cfg = "target",
            executable = True,
            mandatory = True,
            providers = [RunEnvironmentInfo],
            doc = "The test binary of all architectures.",
        ),
        "data": attr.label_list(doc = "The bundle, and those of the programs beside it."),
        "manifest": attr.label(
            allow_single_file = True,
            mandatory = True,
            doc = "The bundle's manifest.",
        ),
        "probe": attr.label(
            allow_single_file = True,
            mandatory = True,
            doc = "The inventories of the emulators.",
        ),
    },
    test = True,
    doc = "Tests the bundle of one architecture.",
)
