"""The test that says which paths a named QEMU cannot run, or which tests of two QEMUs a pair of them cannot."""

def _availability_on_impl(ctx):
    executable = ctx.actions.declare_file(ctx.label.name + "_test")
    ctx.actions.symlink(output = executable, target_file = ctx.executable.test, is_executable = True)
    env = dict(ctx.attr.test[RunEnvironmentInfo].environment)
    env["QGRAPH_QEMU"] = ctx.attr.qemu
    env["QGRAPH_PROBE"] = _location(ctx, ctx.file.probe)
    probes = [ctx.file.probe]
    if ctx.file.second:
        probes.append(ctx.file.second)
        env["QGRAPH_SECOND_PROBE"] = _location(ctx, ctx.file.second)
    env["QGRAPH_SKIPPED"] = " ".join([_location(ctx, file) for file in ctx.files.skipped])

    # The snapshot is of the QEMU without a name.
    env["TESTBRIDGE_TEST_ONLY"] = "TestThisQEMU|TestTargets"
    runfiles = ctx.runfiles(probes + ctx.files.skipped)
    return [
        DefaultInfo(
            executable = executable,
            runfiles = runfiles.merge(ctx.attr.test[DefaultInfo].default_runfiles),
        ),
        RunEnvironmentInfo(env),
    ]

def _location(ctx, file):
    """Returns the path of a file among runfiles."""
    if file.short_path.startswith("../"):
        return file.short_path.removeprefix("../")
    return ctx.workspace_name + "/" + file.short_path

_availability_test = rule(
    implementation = _availability_on_impl,
    attrs = {
        "probe": attr.label(
            allow_single_file = True,
            mandatory = True,
            doc = "The inventory of the QEMU.",
        ),
        "qemu": attr.string(
            mandatory = True,
            doc = "The QEMU's name, or the pair's.",
        ),
        "second": attr.label(
            allow_single_file = True,
            doc = "The inventory of the second QEMU of a pair.",
        ),
        "skipped": attr.label(
            mandatory = True,
            doc = "The lists of paths that the build skips on it.",
        ),
        "test": attr.label(
            cfg = "target",
            executable = True,
            mandatory = True,
            providers = [RunEnvironmentInfo],
            doc = "The test of the QEMU without a name.",
        ),
    },
    test = True,
)

def availability_on(name, **kwargs):
    """Makes the test of a named QEMU.

    Args:
      name: of the test.
      **kwargs: the QEMU: qemu, probe and skipped.
    """
    _availability_test(
        name = name,
        size = "small",
        tags = ["@" + part for part in kwargs["qemu"].split("@")],
        test = "//tools/build/availability:availability_test",
        **kwargs
    )
